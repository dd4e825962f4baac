// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel.linux;

import org.ebpf4j.UnsupportedException;

/** Says why jffi's native library can't be loaded, and what helps. */
final class NativeAccess {
    /** jffi puts this between what it noticed and why. */
    private static final String ORIGINAL = "original error message follows: ";

    private NativeAccess() {}

    static UnsupportedException refused(Throwable failure) {
        StringBuilder causes = new StringBuilder();
        Throwable innermost = failure;
        // Bounded: a chain of causes may be a ring.
        for (int depth = 0; depth < 16; depth++) {
            causes.append(innermost).append('\n');
            Throwable cause = innermost.getCause();
            if (cause == null) {
                break;
            }
            innermost = cause;
        }
        UnsupportedException refused = new UnsupportedException(
                "The native library of jffi can't be loaded (" + reason(innermost) + "): " + fix(causes.toString()), 0);
        refused.addSuppressed(failure);
        return refused;
    }

    private static String reason(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        int original = message.indexOf(ORIGINAL);
        String told = original < 0 ? message : message.substring(original + ORIGINAL.length());
        return told.lines().findFirst().orElse("").strip();
    }

    private static String fix(String causes) {
        if (causes.contains("IllegalCallerException") || causes.contains("enable-native-access")) {
            return "start the JVM with --enable-native-access=ALL-UNNAMED.";
        }
        if (causes.contains("NoClassDefFoundError: jnr/") || causes.contains("NoClassDefFoundError: com/kenai/")) {
            return "put jnr-ffi and jffi with its native classifier on the class path.";
        }
        // A class that failed to initialize before does not tell why, so this names all there is.
        return "it is unpacked to java.io.tmpdir, so name a directory that is writable and not mounted noexec with -Djffi.extract.dir=DIR, or one"
                + " that holds the unpacked library with -Djffi.boot.library.path=DIR; from Java 24 on start the JVM with"
                + " --enable-native-access=ALL-UNNAMED.";
    }
}
