// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.ebpf4j.NotFoundException;

/** Finds the layer that said no, most likely first: capabilities, user namespace, seccomp, lockdown, security modules. */
final class Refusal {
    private static final String UID_MAP = "/proc/self/uid_map";
    private static final String LOCKDOWN = "/sys/kernel/security/lockdown";
    private static final int LONGEST = 1 << 12;

    private Refusal() {}

    static String explain(Kernel kernel, int errno, Capability... needed) {
        String answer = errno == 0 ? "the kernel refused" : "the kernel refused with " + Errno.describe(errno);
        List<Capability> all = Arrays.asList(needed);
        Capabilities capabilities;
        try {
            capabilities = Capabilities.effective(kernel);
        } catch (NotFoundException e) {
            return answer + ", and whether " + Capabilities.names(all) + " is effective can't be told. " + grant(all);
        }
        String missing = capabilities.missing(needed);
        if (!missing.isEmpty()) {
            return missing + ". " + grant(all) + (capabilities.uid() == 0 ? "" : ambient());
        }
        return answer + " although " + Capabilities.names(all) + (all.size() == 1 ? " is" : " are") + " effective: "
                + layer(kernel, capabilities);
    }

    private static String grant(List<Capability> needed) {
        String options = needed.stream()
                .map(capability -> " --cap-add " + capability.shortName())
                .collect(Collectors.joining());
        return "Grant " + Capabilities.names(needed) + ", e.g. docker run" + options + ".";
    }

    /** Containers add capabilities to what may be had, not to what a user other than root has. */
    private static String ambient() {
        return " For a user other than root they take effect only as ambient capabilities (systemd: AmbientCapabilities=);"
                + " in a container run as uid 0 with all others dropped.";
    }

    private static String layer(Kernel kernel, Capabilities capabilities) {
        if (insideUserNamespace(kernel)) {
            return "this process is in a user namespace, whose capabilities do not count for eBPF. Run it in the host's user"
                    + " namespace, or delegate eBPF to it: mount a BPF file system there with delegate_* options (since 6.9), and give its path as token.";
        }
        if (capabilities.seccompFilter()) {
            return "a seccomp filter is active. Allow bpf and perf_event_open in the container's seccomp profile.";
        }
        String lockdown = read(kernel, LOCKDOWN);
        if (lockdown.contains("[confidentiality]")) {
            return "the kernel is locked down (confidentiality). Boot it with lockdown=integrity, or without.";
        }
        String memory = new LockedMemory(kernel, new Features(kernel)).blame();
        if (!memory.isEmpty()) {
            return memory;
        }
        return "a security module (SELinux, AppArmor, BPF LSM), kernel lockdown or a sysctl such as kernel.perf_event_paranoid"
                + " may have refused. Look into the kernel's log (dmesg) and the audit log.";
    }

    static boolean insideUserNamespace(Kernel kernel) {
        String map = read(kernel, UID_MAP).strip();
        return !map.isEmpty() && !map.replaceAll("\\s+", " ").equals("0 0 4294967295");
    }

    /** Gives nothing where the file is not to be had: none of these files is there on every kernel. */
    private static String read(Kernel kernel, String path) {
        try (InputStream in = kernel.openFile(path)) {
            return new String(in.readNBytes(LONGEST), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "";
        }
    }
}
