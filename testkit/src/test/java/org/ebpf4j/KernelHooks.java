// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.ebpf4j.attach.AttachTarget;
import org.ebpf4j.kernel.Kernel;

/** Hooks in the kernel's own functions, which some kernels are built without: there it is the reason that is tested. */
final class KernelHooks {
    private KernelHooks() {}

    /** By its perf events. A kernel that has them lets functions be traced by BTF, too. */
    static boolean areThere(Kernel kernel) {
        return hasLine(kernel, "/sys/bus/event_source/devices/kprobe/type", "");
    }

    /** By what they are made of (CONFIG_FPROBE, since 5.18). */
    static boolean ofManyAreThere(Kernel kernel) {
        return hasLine(kernel, "/proc/kallsyms", " register_fprobe_ips");
    }

    private static boolean hasLine(Kernel kernel, String path, String end) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(kernel.openFile(path), StandardCharsets.US_ASCII))) {
            return lines.lines().anyMatch(line -> line.endsWith(end));
        } catch (IOException e) {
            return false;
        }
    }

    /** The program is not loaded, or can't be attached, and a sentence says why. */
    static void areExplained(BpfObject object, String name, AttachTarget target) {
        BpfException why = object.failures().get(name);
        if (why == null) {
            why = assertThrows(
                    BpfException.class,
                    () -> object.program(name).attach(target).close());
        }
        assertTrue(
                why instanceof UnsupportedException
                        || why instanceof PermissionException
                        || why instanceof NotFoundException,
                why::toString);
        assertTrue(why.getMessage().contains("program " + name + " "), why.getMessage());
        assertFalse(why.getMessage().contains("\n"), why.getMessage());
    }
}
