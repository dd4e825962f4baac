// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.PermissionException;
import org.ebpf4j.kernel.Kallsyms.Symbol;
import org.junit.jupiter.api.Test;

class KallsymsTest {
    private static Kallsyms read(String text) {
        return Kallsyms.read(FileKernel.of(Map.of("/proc/kallsyms", text)));
    }

    @Test
    void findsSymbolByItsFirstAddressOnly() {
        Kallsyms symbols = read("ffffffff81000000 T _text\nffffffff81000100 t helper\n");
        assertEquals(2, symbols.size());
        assertEquals("_text", symbols.nameAt(0xffff_ffff_8100_0000L));
        assertEquals("helper", symbols.nameAt(0xffff_ffff_8100_0100L));
        assertNull(symbols.nameAt(0xffff_ffff_8100_0001L));
        assertNull(symbols.nameAt(0));
    }

    @Test
    void findsNearestSymbolBelow() {
        Kallsyms symbols = read("ffffffff81000000 T _text\nffffffff81000100 t helper\n");
        assertEquals(new Symbol("_text", 0xffff_ffff_8100_0000L), symbols.below(0xffff_ffff_8100_00ffL));
        assertEquals(new Symbol("helper", 0xffff_ffff_8100_0100L), symbols.below(-1));
        assertNull(symbols.below(0xffff_ffff_80ff_ffffL));
    }

    @Test
    void leavesTheModuleOutOfTheName() {
        assertEquals(
                "nf_hook", read("ffffffffc0000000 t nf_hook\t[nf_tables]\n").nameAt(0xffff_ffff_c000_0000L));
    }

    @Test
    void prefersTheAliasThatTheKernelListsFirst() {
        Kallsyms symbols = read("10 T a\n20 T first\n20 T second\n20 T third\n30 T z");
        assertEquals("first", symbols.nameAt(0x20));
        assertEquals(new Symbol("first", 0x20), symbols.below(0x2f));
    }

    @Test
    void sortsAddressesAsUnsignedNumbers() {
        Kallsyms symbols = read("ffffffff81000000 T high\n1000 A low\n7fffffffffffffff A middle\n");
        assertEquals("low", symbols.nameAt(0x1000));
        assertEquals(new Symbol("middle", Long.MAX_VALUE), symbols.below(Long.MIN_VALUE));
        assertEquals("high", symbols.nameAt(0xffff_ffff_8100_0000L));
    }

    @Test
    void agreesWithATreeOnSymbolsInAnyOrder() {
        Random random = new Random(1);
        TreeMap<Long, String> expected = new TreeMap<>(Long::compareUnsigned);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            long address = random.nextLong();
            if (expected.putIfAbsent(address, "s" + i) == null) {
                text.append(Long.toHexString(address)).append(" t s").append(i).append('\n');
            }
        }
        Kallsyms symbols = read(text.toString());
        assertEquals(expected.size(), symbols.size());
        expected.forEach((address, name) -> assertEquals(name, symbols.nameAt(address)));
        for (int i = 0; i < 1000; i++) {
            long address = random.nextLong();
            Map.Entry<Long, String> floor = expected.floorEntry(address);
            assertEquals(floor == null ? null : new Symbol(floor.getValue(), floor.getKey()), symbols.below(address));
        }
    }

    @Test
    void passesOverLinesThatAreNoSymbols() {
        Kallsyms symbols =
                read("\n\nnonsense\n10\n10 \n10 T\n10 T \n 10 T x\n11112222333344445 T toolong\n20 T good\n\0\0\n30 T");
        assertEquals(1, symbols.size());
        assertEquals("good", symbols.nameAt(0x20));
    }

    @Test
    void tellsTheModuleOfASymbol() {
        Kallsyms symbols =
                read("40 t late\t[b]\n10 T own\n20 t one\t[a]\n30 t two\t[a]\n50 t last\t[a]\n60 t broken\t[\n");
        assertNull(symbols.moduleAt(0x10));
        assertEquals("a", symbols.moduleAt(0x20));
        assertEquals("a", symbols.moduleAt(0x30));
        assertEquals("b", symbols.moduleAt(0x40));
        assertEquals("a", symbols.moduleAt(0x50));
        assertNull(symbols.moduleAt(0x60));
        assertNull(symbols.moduleAt(0x21));
    }

    @Test
    void keepsNamesThatHaveMuchOrNothingInCommon() {
        Random random = new Random(2);
        StringBuilder text = new StringBuilder();
        List<String> names = new ArrayList<>();
        String stem = "tcp";
        for (int i = 0; i < 5000; i++) {
            stem = stem.substring(0, random.nextInt(stem.length() + 1))
                    + Integer.toString(random.nextInt(Integer.MAX_VALUE), 36).repeat(random.nextInt(40) == 0 ? 30 : 1);
            names.add("__pfx_" + stem);
            names.add(stem);
        }
        for (int i = 0; i < names.size(); i++) {
            text.append(Integer.toHexString(0x1000 + 16 * i))
                    .append(" T ")
                    .append(names.get(i))
                    .append('\n');
        }
        Kallsyms symbols = read(text.toString());
        assertEquals(names.size(), symbols.size());
        for (int i = 0; i < names.size(); i++) {
            assertEquals(names.get(i), symbols.nameAt(0x1000 + 16 * i));
        }
        String name = names.get(7777);
        assertEquals(
                IntStream.range(0, names.size())
                        .filter(i -> names.get(i).equals(name))
                        .count(),
                symbols.addressesOf(name).length);
    }

    @Test
    void passesOverALineThatIsTooLong() {
        Kallsyms symbols = read("10 T a\n20 T " + "x".repeat(300_000) + "\n30 T b\n");
        assertEquals("a", symbols.nameAt(0x10));
        assertEquals("b", symbols.nameAt(0x30));
        assertEquals(new Symbol("a", 0x10), symbols.below(0x1f));
    }

    @Test
    void anEmptyFileHasNoSymbols() {
        assertEquals(0, read("").size());
        assertNull(read("").below(-1));
    }

    @Test
    void saysThatHiddenAddressesTakeSyslog() {
        Map<String, String> files = new HashMap<>();
        files.put("/proc/kallsyms", "0000000000000000 T _text\n0000000000000000 t helper\n");
        files.put("/proc/thread-self/status", "Uid:\t1\t1\t1\t1\nCapEff:\t000000c000000000\n");
        PermissionException missing =
                assertThrows(PermissionException.class, () -> Kallsyms.read(FileKernel.of(files)));
        assertTrue(String.valueOf(missing.getMessage()).contains("CAP_SYSLOG is missing"), missing::getMessage);
        files.put("/proc/thread-self/status", "Uid:\t0\t0\t0\t0\nCapEff:\t000000c400000000\n");
        PermissionException restricted =
                assertThrows(PermissionException.class, () -> Kallsyms.read(FileKernel.of(files)));
        assertTrue(String.valueOf(restricted.getMessage()).contains("kptr_restrict"), restricted::getMessage);
    }

    @Test
    void aSymbolAtZeroAmongOthersIsNotHidden() {
        assertEquals(
                "fixed_percpu_data", read("0 A fixed_percpu_data\n10 T x\n").nameAt(0));
    }

    @Test
    void namesTheFileThatIsMissing() {
        assertThrows(NotFoundException.class, () -> Kallsyms.read(FileKernel.of(Map.of())));
    }
}
