// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A shell that sleeps until it is told to run a script, and again when it has. */
final class WaitingShell implements AutoCloseable {
    private final Process process;

    private WaitingShell(Process process) {
        this.process = process;
    }

    static WaitingShell of(String script) throws IOException, InterruptedException {
        WaitingShell shell =
                new WaitingShell(new ProcessBuilder("sh", "-c", "read go; " + script + "; echo; read end").start());
        shell.awaitSleep();
        return shell;
    }

    long pid() {
        return process.pid();
    }

    /** Has the script run, to its end. */
    void run() throws IOException, InterruptedException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        if (process.getInputStream().read() != '\n') {
            throw new AssertionError("the script was not to write anything");
        }
        awaitSleep();
    }

    /** The state stands behind the name. */
    private void awaitSleep() throws IOException, InterruptedException {
        while (!Files.readString(Path.of("/proc/" + pid() + "/stat")).contains(") S ")) {
            Thread.sleep(1);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        process.onExit().join();
    }
}
