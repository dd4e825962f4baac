// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.PermissionException;

/**
 * The capabilities that are effective for the calling thread, as {@code /proc/thread-self/status} tells them. Threads of a process may differ,
 * so ask on the thread that will make, or made, the call. Immutable.
 *
 * @param effective what is effective
 * @param uid the effective user id
 * @param seccompFilter whether a seccomp filter looks at this thread's system calls
 */
public record Capabilities(Set<Capability> effective, int uid, boolean seccompFilter) {
    private static final String STATUS = "/proc/thread-self/status";
    private static final int LONGEST_STATUS = 1 << 16;
    private static final String SECCOMP_MODE_FILTER = "2";

    /**
     * Joins the parts.
     *
     * @param effective what is effective
     * @param uid the effective user id
     * @param seccompFilter whether a seccomp filter looks at this thread's system calls
     */
    public Capabilities {
        effective = Set.copyOf(effective);
    }

    /**
     * Reads the calling thread's capabilities.
     *
     * @param kernel whose files to read
     * @return what is effective now
     * @throws NotFoundException where {@code /proc/thread-self/status} can't be read or lacks the line
     */
    public static Capabilities effective(Kernel kernel) {
        try (InputStream in = kernel.openFile(STATUS)) {
            return parse(new String(in.readNBytes(LONGEST_STATUS), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new NotFoundException(STATUS + " can't be read (" + e + "): mount proc at /proc.", e);
        }
    }

    static Capabilities parse(String status) {
        String set = "";
        String uids = "";
        String seccomp = "";
        for (String line : status.split("\n", -1)) {
            if (line.startsWith("CapEff:")) {
                set = line.substring("CapEff:".length()).strip();
            } else if (line.startsWith("Uid:")) {
                uids = line.substring("Uid:".length()).strip();
            } else if (line.startsWith("Seccomp:")) {
                seccomp = line.substring("Seccomp:".length()).strip();
            }
        }
        try {
            long bits = Long.parseUnsignedLong(set, 16);
            Set<Capability> effective = EnumSet.noneOf(Capability.class);
            for (Capability capability : Capability.values()) {
                if ((bits >>> capability.number() & 1) != 0) {
                    effective.add(capability);
                }
            }
            // Real, effective, saved, file system.
            int uid = Integer.parseUnsignedInt(uids.split("\\s+", -1)[1]);
            return new Capabilities(effective, uid, seccomp.equals(SECCOMP_MODE_FILTER));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new NotFoundException(STATUS + " does not tell the effective capabilities: mount proc at /proc.", e);
        }
    }

    /**
     * Whether the kernel takes a capability for granted: it is effective, or CAP_SYS_ADMIN is and stands in for it.
     *
     * @param capability which
     * @return true where an eBPF call that needs it passes the kernel's check
     */
    public boolean grants(Capability capability) {
        return effective.contains(capability)
                || (capability.impliedByAdmin() && effective.contains(Capability.CAP_SYS_ADMIN));
    }

    /**
     * Says in half a sentence which capabilities are missing.
     *
     * @param needed what a call needs
     * @return such as {@code CAP_PERFMON is missing (effective: none; uid 1000)}; empty where nothing is missing
     */
    public String missing(Capability... needed) {
        List<Capability> missing = missingOf(needed);
        if (missing.isEmpty()) {
            return "";
        }
        return names(missing) + (missing.size() == 1 ? " is" : " are") + " missing (effective: " + summary(needed)
                + "; uid " + Integer.toUnsignedString(uid) + ")";
    }

    /**
     * Explains why the kernel refused: looks at the capabilities first, and at seccomp, user namespaces and security modules only where they are
     * all there.
     *
     * @param kernel that refused, on the calling thread
     * @param what the thing and what could not be done, such as {@code timers.bpf.o: program timer_start can't be loaded}
     * @param errno what the kernel answered, positive or negated; 0 where it answered none
     * @param needed what the call needs
     * @return the exception, for the caller to throw
     */
    public static PermissionException refused(Kernel kernel, String what, int errno, Capability... needed) {
        return new PermissionException(what + ": " + Refusal.explain(kernel, errno, needed), Math.abs(errno));
    }

    /**
     * Whether this process is in a user namespace other than the first, where capabilities do not count for eBPF unless it is delegated.
     *
     * @param kernel whose files to read
     * @return false also where {@code /proc/self/uid_map} can't be read
     */
    public static boolean insideUserNamespace(Kernel kernel) {
        return Refusal.insideUserNamespace(kernel);
    }

    List<Capability> missingOf(Capability... needed) {
        List<Capability> missing = new ArrayList<>(List.of(needed));
        missing.removeIf(this::grants);
        return missing;
    }

    /** Joins with commas and a last "and". */
    static String names(List<Capability> capabilities) {
        String all = capabilities.stream().map(Capability::name).collect(Collectors.joining(", "));
        int last = all.lastIndexOf(", ");
        return last < 0 ? all : all.substring(0, last) + " and " + all.substring(last + 2);
    }

    private String summary(Capability... needed) {
        List<String> shown = new ArrayList<>();
        for (Capability capability : needed) {
            if (effective.contains(capability)) {
                shown.add(capability.name());
            }
        }
        int others = effective.size() - shown.size();
        if (others > 0) {
            shown.add(others + (others == 1 ? " other" : " others"));
        }
        return shown.isEmpty() ? "none" : String.join(" and ", shown);
    }
}
