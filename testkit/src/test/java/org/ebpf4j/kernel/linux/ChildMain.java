// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel.linux;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.ebpf4j.UnsupportedException;

/** What {@link ChildJvm} runs. */
final class ChildMain {
    private ChildMain() {}

    /** Opens the kernel, twice where it fails, and says how that went; with the argument {@code closed}, makes a map after closing standard input. */
    public static void main(String[] arguments) {
        LinuxKernel kernel;
        try {
            kernel = LinuxKernel.open();
        } catch (UnsupportedException e) {
            System.out.println(e.getMessage());
            openAgain();
            return;
        }
        if (arguments.length == 0) {
            System.out.println("open");
            return;
        }
        // Once before it counts: loading classes opens files, which would take descriptor 0.
        int closed = 0;
        int map = 0;
        boolean taken = false;
        for (int round = 0; round < 2; round++) {
            closed = kernel.close(round == 0 ? map(kernel) : 0);
            map = map(kernel);
            taken = Files.exists(Path.of("/proc/self/fd/0"), LinkOption.NOFOLLOW_LINKS);
        }
        System.out.println(closed + " " + (map >= 3 ? "moved" : map) + " " + (taken ? "taken" : "free"));
    }

    private static int map(LinuxKernel kernel) {
        return kernel.mapCreate(Descriptors.request(Descriptors.ARRAY, 4, 8, 1, 0));
    }

    /** The JVM answers otherwise once a class could not be initialized. */
    private static void openAgain() {
        try {
            LinuxKernel.open();
        } catch (UnsupportedException e) {
            System.out.println(e.getMessage());
        }
    }
}
