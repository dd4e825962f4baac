// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.kernel.HeaderConstants;
import org.junit.jupiter.api.Test;

class SystemCallNumbersTest {
    @Test
    void hasTheNumbersOfTheX86Header() throws IOException {
        assertNumbers(
                SystemCallNumbers.X86_64, HeaderConstants.of("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"), "__NR_");
    }

    @Test
    void hasTheNumbersOfTheGenericHeaderForAarch64() throws IOException {
        assertNumbers(SystemCallNumbers.AARCH64, HeaderConstants.of("/usr/include/asm-generic/unistd.h"), "__NR3264_");
    }

    private static void assertNumbers(SystemCallNumbers numbers, Map<String, Integer> header, String wide) {
        assertEquals(header.get("__NR_bpf"), numbers.bpf);
        assertEquals(header.get("__NR_perf_event_open"), numbers.perfEventOpen);
        assertEquals(header.get(wide + "mmap"), numbers.mmap);
        assertEquals(header.get("__NR_munmap"), numbers.munmap);
        assertEquals(header.get("__NR_close"), numbers.close);
        assertEquals(header.get(wide + "fcntl"), numbers.fcntl);
        assertEquals(header.get("__NR_ioctl"), numbers.ioctl);
        assertEquals(header.get("__NR_read"), numbers.read);
        assertEquals(header.get("__NR_write"), numbers.write);
        assertEquals(header.get("__NR_openat"), numbers.openat);
        assertEquals(header.get("__NR_socket"), numbers.socket);
        assertEquals(header.get("__NR_mkdirat"), numbers.mkdirat);
        assertEquals(header.get("__NR_unlinkat"), numbers.unlinkat);
        assertEquals(header.get("__NR_pidfd_open"), numbers.pidfdOpen);
        assertEquals(header.get("__NR_process_vm_readv"), numbers.processVmReadv);
        assertEquals(header.get("__NR_process_vm_writev"), numbers.processVmWritev);
    }

    @Test
    void choosesByArchitecture() {
        assertSame(SystemCallNumbers.X86_64, SystemCallNumbers.of("Linux", "amd64"));
        assertSame(SystemCallNumbers.AARCH64, SystemCallNumbers.of("Linux", "aarch64"));
    }

    @Test
    void namesTheSystemOrArchitectureThatIsNotSupported() {
        assertRefused("Mac OS X", "Mac OS X", "aarch64");
        assertRefused("s390x", "Linux", "s390x");
    }

    private static void assertRefused(String named, String system, String architecture) {
        UnsupportedException e =
                assertThrows(UnsupportedException.class, () -> SystemCallNumbers.of(system, architecture));
        assertTrue(String.valueOf(e.getMessage()).contains(named), e::getMessage);
    }
}
