// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import static org.ebpf4j.kernel.Capability.CAP_BPF;
import static org.ebpf4j.kernel.Capability.CAP_PERFMON;
import static org.ebpf4j.kernel.Capability.CAP_SYSLOG;
import static org.ebpf4j.kernel.Capability.CAP_SYS_ADMIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.PermissionException;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {
    private static final String WHAT = "timers.bpf.o: program timer_start can't be loaded";
    private static final String HOST = "         0          0 4294967295\n";

    private final Map<String, String> files = new HashMap<>(Map.of("/proc/self/uid_map", HOST));

    private Kernel kernel(String effective, int uid, int seccomp) {
        files.put(
                "/proc/thread-self/status",
                "Name:\tjava\nUid:\t7\t" + uid + "\t7\t7\nCapPrm:\t000001ffffffffff\nCapEff:\t" + effective
                        + "\nCapBnd:\t000001ffffffffff\nSeccomp:\t" + seccomp + "\nSeccomp_filters:\t9\n");
        return FileKernel.of(files);
    }

    private static String refused(Kernel kernel) {
        PermissionException e = Capabilities.refused(kernel, WHAT, -1, CAP_BPF, CAP_PERFMON);
        assertEquals(1, e.errno());
        return String.valueOf(e.getMessage());
    }

    @Test
    void hasTheNumbersOfTheKernelHeader() throws IOException {
        Map<String, Integer> header = HeaderConstants.of("/usr/include/linux/capability.h");
        for (Capability capability : Capability.values()) {
            // An older header may lack the newest.
            assertEquals(header.getOrDefault(capability.name(), capability.number()), capability.number());
        }
        assertTrue(Arrays.stream(Capability.values())
                        .filter(c -> header.containsKey(c.name()))
                        .count()
                >= 38);
    }

    @Test
    void decodesTheEffectiveSet() {
        // Bits 39 (BPF), 38 (PERFMON) and 34 (SYSLOG).
        Capabilities capabilities = Capabilities.effective(kernel("000000c400000000", 1000, 2));
        assertEquals(Set.of(CAP_BPF, CAP_PERFMON, CAP_SYSLOG), capabilities.effective());
        assertEquals(1000, capabilities.uid());
        assertTrue(capabilities.seccompFilter());
    }

    @Test
    void ignoresCapabilitiesThatItDoesNotKnow() {
        assertEquals(
                Set.of(Capability.values()),
                Capabilities.effective(kernel("ffffffffffffffff", 0, 0)).effective());
    }

    @Test
    void rejectsStatusWithoutTheSet() {
        for (String bad : new String[] {"", "xyz", "10000000000000000"}) {
            assertThrows(NotFoundException.class, () -> Capabilities.effective(kernel(bad, 0, 0)));
        }
        assertThrows(NotFoundException.class, () -> Capabilities.effective(FileKernel.of(Map.of())));
    }

    @Test
    void adminStandsInForBpfAndPerfmonButNotForSyslog() {
        Capabilities admin = new Capabilities(Set.of(CAP_SYS_ADMIN), 0, false);
        assertTrue(admin.grants(CAP_BPF));
        assertTrue(admin.grants(CAP_PERFMON));
        assertFalse(admin.grants(CAP_SYSLOG));
    }

    @Test
    void namesWhatIsMissing() {
        Capabilities none = new Capabilities(Set.of(), 1000, false);
        assertEquals("CAP_PERFMON is missing (effective: none; uid 1000)", none.missing(CAP_PERFMON));
        assertEquals(
                "CAP_BPF and CAP_PERFMON are missing (effective: none; uid 1000)", none.missing(CAP_BPF, CAP_PERFMON));
        Capabilities bpf = new Capabilities(Set.of(CAP_BPF, CAP_SYSLOG), 0, false);
        assertEquals(
                "CAP_PERFMON is missing (effective: CAP_BPF and 1 other; uid 0)", bpf.missing(CAP_BPF, CAP_PERFMON));
        assertEquals("", bpf.missing(CAP_BPF));
    }

    @Test
    void blamesMissingCapabilitiesFirst() {
        assertEquals(
                WHAT
                        + ": CAP_PERFMON is missing (effective: CAP_BPF; uid 0). Grant CAP_BPF and CAP_PERFMON, e.g. docker run"
                        + " --cap-add BPF --cap-add PERFMON.",
                refused(kernel("0000008000000000", 0, 2)));
    }

    @Test
    void tellsOrdinaryUsersHowCapabilitiesBecomeEffective() {
        assertTrue(refused(kernel("0", 1000, 0)).contains("AmbientCapabilities"));
    }

    @Test
    void blamesUserNamespaceWhereCapabilitiesAreThere() {
        files.put("/proc/self/uid_map", "0 100000 65536\n");
        assertTrue(refused(kernel("000001ffffffffff", 0, 2)).contains("user namespace"));
    }

    @Test
    void blamesSeccompFilterWhereCapabilitiesAreThere() {
        assertTrue(refused(kernel("000001ffffffffff", 0, 2)).contains("seccomp"));
    }

    @Test
    void blamesLockdownWhereItIsConfidential() {
        files.put("/sys/kernel/security/lockdown", "none integrity [confidentiality]\n");
        assertTrue(refused(kernel("000001ffffffffff", 0, 0)).contains("locked down"));
    }

    @Test
    void namesTheRemainingLayersWhereNothingElseIsFound() {
        String message = refused(kernel("000001ffffffffff", 0, 0));
        assertTrue(message.contains("refused with EPERM (1) although CAP_BPF and CAP_PERFMON are effective"), message);
        assertTrue(message.contains("security module"), message);
    }

    @Test
    void saysSoWhereCapabilitiesCanNotBeTold() {
        String message = refused(FileKernel.of(Map.of()));
        assertTrue(message.contains("can't be told"), message);
        assertTrue(message.contains("--cap-add BPF --cap-add PERFMON"), message);
    }
}
