// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.ebpf4j.attach.Usdt;
import org.ebpf4j.elf.ExecutableFile;
import org.ebpf4j.elf.UsdtProbe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Notes of USDT probes, right and wrong. */
class UsdtNotesTest {
    private static UsdtProbe only(UsdtElf elf) {
        List<UsdtProbe> probes = elf.read().usdtProbes();
        assertEquals(1, probes.size());
        return probes.get(0);
    }

    @Test
    void aProbeIsWhereItsNoteSays() {
        UsdtElf elf = UsdtElf.x86().probe("app", "begin", "8@%rax", 0x2123, 0x3042);
        assertEquals(new UsdtProbe("app", "begin", "8@%rax", 0x2123, 0x3042), only(elf));
        ExecutableFile file = elf.read();
        assertEquals(0x1123, file.offset(only(elf)));
        assertEquals(0x1842, file.semaphoreOffset(only(elf)));
        assertTrue(file.isMovable());
        assertEquals(62, file.machine());
        assertFalse(UsdtElf.fixed().read().isMovable());
    }

    @Test
    void addressesMoveWithTheBase() {
        UsdtElf elf = UsdtElf.x86().probe("app", "begin", "", 0x1123, 0x2042, UsdtElf.BASE - 0x1000);
        assertEquals(new UsdtProbe("app", "begin", "", 0x2123, 0x3042), only(elf));
        UsdtElf without = UsdtElf.x86().probe("app", "begin", "", 0x1123, 0, UsdtElf.BASE - 0x1000);
        assertEquals(0, only(without).semaphoreAddress());
    }

    @Test
    void othersNotesArePassedOver() {
        UsdtElf elf = UsdtElf.x86()
                .note(1, "GNU", new byte[20])
                .note(3, "stapsdx", new byte[1])
                .note(4, "stapsdt", new byte[3])
                .probe("app", "begin", "", 0x2123, 0);
        assertEquals("begin", only(elf).name());
    }

    @Test
    void aFileWithoutNotesHasNoProbes() {
        assertEquals(List.of(), UsdtElf.x86().read().usdtProbes());
    }

    @Test
    void notesThatEndTooEarlyAreRefused() {
        refused(UsdtElf.x86().note(3, "stapsdt", new byte[23]), "are no three addresses");
        refused(UsdtElf.x86().note(3, "stapsdt", new byte[24]), "a string without end");
        byte[] open = new byte[40];
        Arrays.fill(open, 24, 40, (byte) 'x');
        refused(UsdtElf.x86().note(3, "stapsdt", open), "a string without end");
        byte[] file = UsdtElf.x86().probe("app", "begin", "", 0x2123, 0).bytes();
        for (int at : new int[] {0, 4}) {
            byte[] copy = file.clone();
            ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putInt(UsdtElf.NOTES + at, -1);
            assertThrows(
                    MalformedObjectException.class, () -> UsdtElf.read(copy).usdtProbes());
        }
    }

    @Test
    void moreNotesThanAnyFileHasAreRefusedBeforeTheyAreRead() {
        byte[] file = UsdtElf.x86().probe("app", "begin", "", 0x2123, 0).bytes();
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(0x100 + 64 + 32, 1L << 40);
        MalformedObjectException e = assertThrows(
                MalformedObjectException.class, () -> UsdtElf.read(file).usdtProbes());
        assertTrue(e.getMessage().contains("more than 4194304 bytes of notes"), e.getMessage());
    }

    @Test
    void aProbeOutsideTheCodeIsRefusedWhenItIsWanted() {
        UsdtElf elf = UsdtElf.x86().probe("app", "gone", "", 0, 0x4000).probe("app", "data", "", 0x3000, 0);
        for (UsdtProbe probe : elf.read().usdtProbes()) {
            assertThrows(MalformedObjectException.class, () -> elf.read().offset(probe));
        }
        UsdtProbe gone = elf.read().usdtProbes().get(0);
        assertThrows(MalformedObjectException.class, () -> elf.read().semaphoreOffset(gone));
    }

    /** Whatever single byte is wrong, the answer is probes or a sentence. */
    @Test
    void noDamagedByteDoesMoreThanThrow() {
        byte[] file = UsdtElf.x86()
                .probe("app", "begin", "8@%rax", 0x2123, 0x3042)
                .probe("app", "end", "", 0x2200, 0)
                .bytes();
        Random random = new Random(4711);
        int refused = 0;
        for (int at = 0; at < 0x500; at++) {
            byte[] copy = file.clone();
            copy[at] = (byte) random.nextInt(256);
            try {
                UsdtElf.read(copy).usdtProbes();
            } catch (BpfException e) {
                refused++;
            }
        }
        assertTrue(refused > 20, refused + " refused");
    }

    /** binutils' own reading of the same notes. */
    @Test
    void readelfSeesTheSameProbes(@TempDir Path directory) throws Exception {
        Path file = UsdtBinary.movable(directory).file();
        List<String> theirs = Tool.run("readelf", "-n", file.toString())
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("Provider:")
                        || line.startsWith("Name:")
                        || line.startsWith("Location:")
                        || line.startsWith("Arguments:"))
                .map(line -> line.replaceAll(", Base: \\w+", "").strip())
                .toList();
        List<String> ours = Usdt.probesOf(file).stream()
                .flatMap(probe -> List.of(
                        "Provider: " + probe.provider(),
                        "Name: " + probe.name(),
                        String.format(
                                "Location: 0x%016x, Semaphore: 0x%016x", probe.address(), probe.semaphoreAddress()),
                        ("Arguments: " + probe.arguments()).strip())
                        .stream())
                .toList();
        assertEquals(6 * 4, ours.size());
        assertEquals(theirs, ours);
    }

    private static void refused(UsdtElf elf, String part) {
        MalformedObjectException e =
                assertThrows(MalformedObjectException.class, () -> elf.read().usdtProbes());
        assertTrue(
                e.getMessage().startsWith("lib.so is damaged: ")
                        && e.getMessage().contains(part),
                e.getMessage());
    }
}
