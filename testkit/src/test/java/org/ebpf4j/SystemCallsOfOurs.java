// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import jnr.ffi.LibraryLoader;

/** Makes system calls that nothing else in the JVM makes, so that they can be counted exactly. */
public final class SystemCallsOfOurs {
    /** The number of {@code getpgid} on x86-64 and aarch64. */
    public static final long GETPGID = System.getProperty("os.arch").equals("amd64") ? 121 : 155;

    /** What jnr-ffi makes a stub of. */
    public interface LibC {
        int getpgid(int pid);
    }

    private static final LibC LIBC = LibraryLoader.create(LibC.class).load("c");

    private SystemCallsOfOurs() {}

    public static void getpgid(int times) {
        for (int i = 0; i < times; i++) {
            LIBC.getpgid(0);
        }
    }
}
