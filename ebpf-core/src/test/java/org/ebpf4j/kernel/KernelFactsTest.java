// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfBytes;
import org.junit.jupiter.api.Test;

/** What the kernel's files say of its version, its configuration, its page size, its symbols and its modules. */
class KernelFactsTest {
    private static final String RELEASE = "/proc/sys/kernel/osrelease";

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void theVersionIsThatOfTheRelease() {
        assertEquals(
                (6 << 16) + (12 << 8) + 9, KernelRelease.version(FileKernel.of(Map.of(RELEASE, "6.12.9-amd64\n"))));
        assertEquals((7 << 16) + (1 << 8), KernelRelease.version(FileKernel.of(Map.of(RELEASE, "7.1-rc2\n"))));
        assertEquals((4 << 16) + (19 << 8) + 255, KernelRelease.version(FileKernel.of(Map.of(RELEASE, "4.19.325\n"))));
    }

    @Test
    void debianAndUbuntuSayItElsewhere() {
        Map<String, String> debian = Map.of(
                RELEASE, "5.10.0-33-amd64\n", "/proc/sys/kernel/version", "#1 SMP Debian 5.10.226-1 (2024-10-03)\n");
        assertEquals((5 << 16) + (10 << 8) + 226, KernelRelease.version(FileKernel.of(debian)));
        Map<String, String> ubuntu =
                Map.of(RELEASE, "5.4.0-12-generic\n", "/proc/version_signature", "Ubuntu 5.4.0-12.15-generic 5.4.8\n");
        assertEquals((5 << 16) + (4 << 8) + 8, KernelRelease.version(FileKernel.of(ubuntu)));
    }

    @Test
    void aReleaseThatIsNoVersionIsNoNumber() {
        for (String release : new String[] {"", "linux\n", "../../etc\n", "999999.1.1"}) {
            Kernel kernel = FileKernel.of(Map.of(RELEASE, release));
            assertThrows(NotFoundException.class, () -> KernelRelease.version(kernel), release);
        }
    }

    @Test
    void optionsAreReadFromEitherFile() throws IOException {
        String text = "# Linux\nCONFIG_A=y\n# CONFIG_B is not set\nCONFIG_C=\"a = b\"\nCONFIG_D=0x10\nOTHER=1\n";
        Set<String> wanted = Set.of("CONFIG_A", "CONFIG_B", "CONFIG_C", "OTHER");
        Map<String, String> expected = Map.of("CONFIG_A", "y", "CONFIG_C", "\"a = b\"");
        Kernel plain = FileKernel.of(Map.of(RELEASE, "6.1.0\n", "/boot/config-6.1.0", text));
        assertEquals(expected, KernelConfig.read(plain, wanted));
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(packed)) {
            zip.write(text.getBytes(StandardCharsets.US_ASCII));
        }
        Kernel compressed = FileKernel.of(Map.of(RELEASE, "6.1.0\n", "/proc/config.gz", latin(packed.toByteArray())));
        assertEquals(expected, KernelConfig.read(compressed, wanted));
    }

    @Test
    void aMissingConfigurationNamesBothFiles() {
        Kernel kernel = FileKernel.of(Map.of(RELEASE, "6.1.0\n"));
        String message = String.valueOf(
                assertThrows(NotFoundException.class, () -> KernelConfig.read(kernel, Set.of("CONFIG_A")))
                        .getMessage());
        assertTrue(message.contains("/boot/config-6.1.0"), message);
        assertTrue(message.contains("/proc/config.gz"), message);
        Kernel broken = FileKernel.of(Map.of(RELEASE, "6.1.0\n", "/proc/config.gz", "no gzip"));
        assertThrows(NotFoundException.class, () -> KernelConfig.read(broken, Set.of("CONFIG_A")));
    }

    @Test
    void thePageSizeIsThatOfTheAuxiliaryVector() {
        ByteBuffer vector = ByteBuffer.allocate(48).order(ByteOrder.nativeOrder());
        vector.putLong(33).putLong(0x7fff).putLong(6).putLong(65536).putLong(0).putLong(0);
        assertEquals(65536, PageSize.of(FileKernel.of(Map.of("/proc/self/auxv", latin(vector.array())))));
        vector.putLong(24, 5000);
        assertEquals(4096, PageSize.of(FileKernel.of(Map.of("/proc/self/auxv", latin(vector.array())))));
        assertEquals(4096, PageSize.of(FileKernel.of(Map.of())));
    }

    @Test
    void symbolsAreFoundByTheirWholeName() {
        Kernel kernel = FileKernel.of(
                Map.of(
                        "/proc/kallsyms",
                        "ffffffff81000000 T start\nffffffff81000010 t twice\nffffffff81000020 t twice\nffffffff81000030 t twice_not\n"));
        Kallsyms symbols = Kallsyms.read(kernel);
        assertArrayEquals(new long[] {0xffffffff81000000L}, symbols.addressesOf("start"));
        assertArrayEquals(new long[] {0xffffffff81000010L, 0xffffffff81000020L}, symbols.addressesOf("twice"));
        assertArrayEquals(new long[0], symbols.addressesOf("star"));
        assertArrayEquals(new long[0], symbols.addressesOf(""));
    }

    @Test
    void modulesWithoutUsableTypesAreLeftOut() {
        BtfBytes base = new BtfBytes();
        base.integer("int", 4, true);
        Btf kernelTypes = base.parse();
        BtfBytes split = new BtfBytes(kernelTypes.typeCount(), base.stringBytes());
        split.integer("own", 8, false);
        ByteBuffer bytes = split.build();
        byte[] copy = new byte[bytes.limit()];
        bytes.get(0, copy);
        Kernel kernel = FileKernel.of(Map.of(
                "/proc/modules",
                "good 4096 0 - Live 0x0\nwithout 4096 0 - Live 0x0\nbroken 1 0\n../evil 1 0\n",
                "/sys/kernel/btf/good",
                latin(copy),
                "/sys/kernel/btf/broken",
                "no BTF",
                "/sys/kernel/btf/../evil",
                latin(copy)));
        List<Btf> modules = KernelTypes.readModules(kernel, kernelTypes);
        assertEquals(List.of("good"), modules.stream().map(Btf::source).toList());
        assertEquals("own", modules.get(0).name(kernelTypes.typeCount()));
        assertEquals(List.of(), KernelTypes.readModules(FileKernel.of(Map.of()), kernelTypes));
    }
}
