// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.LinkInfo;
import org.ebpf4j.kernel.MapInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.Event;

/** Leaks on the real kernel are found by the annotation itself; this class cleans up behind the tests that it runs. */
@KernelTest
final class RealLeaksTest {
    /** What the leaking tests left, last first: they run in the same JVM, but not as part of this test. */
    private static final Deque<Runnable> CLEANUP = new ArrayDeque<>();

    /** What the failure has to name. */
    private static final Deque<String> LEAKED = new ArrayDeque<>();

    @AfterEach
    void cleanUp() {
        while (!CLEANUP.isEmpty()) {
            CLEANUP.pop().run();
        }
    }

    private static final class Impatient extends KernelHost {
        @Override
        Duration patience() {
            return Duration.ofMillis(100);
        }
    }

    @Case
    static final class LeakingMap {
        @RegisterExtension
        final KernelExtension extension = new KernelExtension(new Impatient());

        @Test
        void leaks(Kernel kernel) {
            int fd = kernel.mapCreate(TestMap.request(TestMap.ARRAY, 4, 8, 1, 0));
            int id = MapInfo.of(kernel, fd).id();
            CLEANUP.push(() -> kernel.close(fd));
            LEAKED.push("map id " + id);
        }
    }

    @Case
    static final class LeakingMapping {
        @RegisterExtension
        final KernelExtension extension = new KernelExtension(new Impatient());

        @Test
        void leaks(Kernel kernel) {
            int fd = kernel.mapCreate(TestMap.request(TestMap.ARRAY, 4, 8, 1, 1 << 10));
            long address = kernel.memoryMap(fd, 0, 4096, true);
            kernel.close(fd);
            CLEANUP.push(() -> kernel.memoryUnmap(address, 4096));
            LEAKED.push("memory mapping " + Long.toHexString(address));
        }
    }

    @Case
    static final class LeakingLink {
        @RegisterExtension
        final KernelExtension extension = new KernelExtension(new Impatient());

        @Test
        void leaks(Kernel kernel) {
            int program = kernel.programLoad(TestProgram.returning0(TestProgram.RAW_TRACEPOINT), null);
            int link = kernel.rawTracepointOpen("sched_switch", program, 0);
            int id = LinkInfo.of(kernel, link).id();
            kernel.close(program);
            CLEANUP.push(() -> kernel.close(link));
            LEAKED.push("link id " + id);
        }
    }

    /** The only one that takes all the time that the kernel is given. */
    @Case
    static final class LeakingThread {
        @KernelTest
        @Test
        void leaks() {
            CountDownLatch end = new CountDownLatch(1);
            Thread thread = new Thread(
                    () -> {
                        try {
                            end.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    },
                    "ebpf-forgotten");
            thread.start();
            CLEANUP.push(end::countDown);
            LEAKED.push("thread ebpf-forgotten");
        }
    }

    private static void assertNamed(Class<?> leaking) {
        Event failed =
                Case.Run.of(leaking).testEvents().failed().stream().findFirst().orElseThrow();
        Throwable failure = failed.getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .orElseThrow();
        String message = String.valueOf(failure.getMessage());
        String leaked = LEAKED.pop();
        assertTrue(message.contains(" left behind: ") && message.contains(leaked), () -> message + ", not " + leaked);
    }

    @Test
    void mapIsNamed() {
        assertNamed(LeakingMap.class);
    }

    @Test
    void mappingIsNamed() {
        assertNamed(LeakingMapping.class);
    }

    @Test
    void linkIsNamed() {
        assertNamed(LeakingLink.class);
    }

    @Test
    void threadIsNamed() {
        assertNamed(LeakingThread.class);
    }
}
