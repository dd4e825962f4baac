// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import jnr.ffi.LibraryLoader;

/** A thread in a network namespace of its own, with a loopback interface that is up. Its sockets are there; it ends with the thread. */
public final class PrivateNetwork implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x4000_0000;

    /** What jnr-ffi makes a stub of. */
    public interface LibC {
        int unshare(int flags);
    }

    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "private network"));
    private final Path namespace;

    /** Makes one. */
    public PrivateNetwork() throws Exception {
        LibC libc = LibraryLoader.create(LibC.class).load("c");
        namespace = run(() -> {
            if (libc.unshare(CLONE_NEWNET) != 0) {
                throw new AssertionError("no network namespace can be made here");
            }
            Commands.run("ip", "link", "set", "lo", "up");
            return Path.of("/proc")
                    .resolve(Files.readSymbolicLink(Path.of("/proc/thread-self")))
                    .resolve("ns/net");
        });
    }

    /** Its file, while it is there. */
    public Path namespace() {
        return namespace;
    }

    /** Does something inside. */
    public <T> T run(Callable<T> task) throws Exception {
        try {
            return thread.submit(task).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        }
    }

    /** What the kernel counts inside, such as {@code snmp}'s {@code Tcp RetransSegs}. */
    public long count(String file, String protocol, String name) throws Exception {
        return run(() -> counted(Files.readAllLines(Path.of("/proc/thread-self/net", file)), protocol + ":", name));
    }

    /** Two lines for each protocol: names, then numbers. */
    private static long counted(List<String> lines, String protocol, String name) throws IOException {
        List<String[]> both = lines.stream()
                .filter(line -> line.startsWith(protocol))
                .map(line -> line.split(" ", -1))
                .toList();
        int column = List.of(both.get(0)).indexOf(name);
        return Long.parseLong(both.get(1)[column]);
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
                throw new AssertionError("the thread of the private network does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
