// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ebpf4j.NotFoundException;

/**
 * The limit on locked memory ({@code RLIMIT_MEMLOCK}), which kernels before 5.11 charge maps and programs to; later ones charge the cgroup. Nothing
 * is changed unless such a kernel refuses something.
 */
public final class LockedMemory {
    /** {@code bpf_ktime_get_coarse_ns}, which came with the accounting by cgroup. */
    private static final int COARSE_NS = 160;

    private static final int SOCKET_FILTER = 1;
    private static final String LIMITS = "/proc/self/limits";
    private static final Pattern LINE = Pattern.compile("Max locked memory +(\\S+) .*", Pattern.DOTALL);
    private static final int LONGEST = 1 << 14;

    private final Kernel kernel;
    private final Features features;

    /**
     * Prepares making room; asks the kernel nothing yet.
     *
     * @param kernel the kernel
     * @param features what it can do
     */
    public LockedMemory(Kernel kernel, Features features) {
        this.kernel = kernel;
        this.features = features;
    }

    /**
     * Makes a call that may be charged to the limit, and once more with the limit raised where the kernel refuses it and charges so.
     *
     * @param call answers a negated errno where it fails
     * @return what the call answered last
     */
    public int making(IntSupplier call) {
        int result = call.getAsInt();
        return result == -Errno.EPERM.number() && isCharged() && kernel.raiseLockedMemory() == 0
                ? call.getAsInt()
                : result;
    }

    /** Whether the kernel charges the limit; a limit that is used up keeps even that from being found out, and then it does. */
    private boolean isCharged() {
        try {
            return Capabilities.effective(kernel).grants(Capability.CAP_BPF)
                    && features.helper(SOCKET_FILTER, COARSE_NS) != Support.SUPPORTED;
        } catch (NotFoundException e) {
            return false;
        }
    }

    /** What may have refused, and the fix; empty where the kernel does not charge the limit, or none is set. */
    String blame() {
        if (features.helper(SOCKET_FILTER, COARSE_NS) == Support.SUPPORTED) {
            return "";
        }
        String limit = limit();
        return limit.equals("unlimited")
                ? ""
                : "this kernel charges eBPF to the limit on locked memory, which is " + limit
                        + " bytes. Raise it: ulimit -l unlimited, systemd: LimitMEMLOCK=infinity, docker: --ulimit memlock=-1.";
    }

    private String limit() {
        try (InputStream in = kernel.openFile(LIMITS)) {
            String text = new String(in.readNBytes(LONGEST), StandardCharsets.US_ASCII);
            for (String line : text.lines().toList()) {
                Matcher matcher = LINE.matcher(line);
                if (matcher.matches()) {
                    return matcher.group(1);
                }
            }
        } catch (IOException e) {
            // Without proc the limit is not known; nothing is blamed on it then.
            return "unlimited";
        }
        return "unlimited";
    }
}
