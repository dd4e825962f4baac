// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;

/** Runs small test classes of a simulated host with the extension behind {@link KernelTest}. */
final class KernelTestTest {
    private static EngineExecutionResults run(Class<?> tests) {
        return Case.Run.of(tests);
    }

    private static String failure(Event event) {
        TestExecutionResult result = event.getRequiredPayload(TestExecutionResult.class);
        return result.getThrowable().map(Throwable::getMessage).orElse("");
    }

    private static List<String> failures(Class<?> tests) {
        return run(tests).allEvents().failed().stream()
                .map(KernelTestTest::failure)
                .toList();
    }

    private static List<String> skips(Class<?> tests) {
        return run(tests).allEvents().stream()
                .filter(event -> event.getType() == EventType.SKIPPED)
                .map(event -> event.getRequiredPayload(String.class))
                .toList();
    }

    private static KernelExtension needing(SimulatedHost host, Need... needs) {
        return new KernelExtension(host) {
            @Override
            List<Need> needs(ExtensionContext context) {
                return List.of(needs);
            }
        };
    }

    @Case
    static final class Clean {
        @RegisterExtension
        static final KernelExtension EXTENSION = needing(new SimulatedHost(true), Need.BPF);

        @Test
        void closesWhatItOpens(Kernel kernel) {
            TestMap.open(kernel, 2, TestMap.HASH, 4, 0).close();
        }
    }

    @Test
    void cleanTestPassesAndIsGivenTheKernel() {
        run(Clean.class).allEvents().assertStatistics(counts -> counts.failed(0).skipped(0));
        run(Clean.class).testEvents().assertStatistics(counts -> counts.succeeded(1));
    }

    @Case
    static final class Leaking {
        @RegisterExtension
        static final KernelExtension EXTENSION = needing(new SimulatedHost(false));

        @Test
        void leavesAMapOpen(Kernel kernel) {
            kernel.mapCreate(TestMap.named("forgotten", TestMap.HASH, 4, 8, 4, 0));
        }
    }

    @Test
    void leakFailsTheTestAndIsNamed() {
        List<String> failures = failures(Leaking.class);
        // Once for the method that opened it, once for the class that did not close it either.
        assertEquals(2, failures.size(), failures::toString);
        failures.forEach(failure -> assertTrue(failure.endsWith("left behind: map forgotten (fd 3)"), failure));
        assertTrue(failures.get(0).startsWith("leavesAMapOpen(Kernel)"), failures::toString);
    }

    @Case
    static final class LeakingFixture {
        @RegisterExtension
        static final KernelExtension EXTENSION = needing(new SimulatedHost(false));

        @BeforeAll
        static void open(Kernel kernel) {
            kernel.mapCreate(TestMap.named("fixture", TestMap.HASH, 4, 8, 4, 0));
        }

        @Test
        void opensNothing() {}
    }

    @Test
    void leakOfTheClassIsNotBlamedOnItsTests() {
        EngineExecutionResults results = run(LeakingFixture.class);
        results.testEvents().assertStatistics(counts -> counts.succeeded(1).failed(0));
        results.containerEvents().assertStatistics(counts -> counts.failed(1));
    }

    @Case
    static final class ClosingFixture {
        private static final SimulatedHost HOST = new SimulatedHost(false);

        @RegisterExtension
        static final KernelExtension EXTENSION = needing(HOST);

        private TestMap map = TestMap.open(HOST.kernel, 2, TestMap.HASH, 4, 0);

        @Test
        void opensAnother() {
            map.close();
            map = TestMap.open(HOST.kernel, 2, TestMap.HASH, 4, 0);
        }

        @AfterEach
        void close() {
            map.close();
        }

        @AfterAll
        static void closed() {
            assertEquals(List.of(), HOST.kernel.openDescriptors());
        }
    }

    @Test
    void whatAfterEachClosesIsNoLeak() {
        assertEquals(List.of(), failures(ClosingFixture.class));
    }

    @Case
    static final class Failing {
        @RegisterExtension
        static final KernelExtension EXTENSION = needing(new SimulatedHost(false));

        @Test
        void failsAndLeaks(Kernel kernel) {
            kernel.mapCreate(TestMap.named("forgotten", TestMap.HASH, 4, 8, 4, 0));
            throw new IllegalStateException("the test's own failure");
        }
    }

    @Test
    void leakDoesNotHideTheTestsOwnFailure() {
        Event failed =
                run(Failing.class).testEvents().failed().stream().findFirst().orElseThrow();
        Throwable own = failed.getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .orElseThrow();
        assertInstanceOf(IllegalStateException.class, own);
        assertTrue(own.getSuppressed()[0].toString().endsWith("map forgotten (fd 3)"));
    }

    private static SimulatedHost unprivileged(boolean required) {
        SimulatedHost host = new SimulatedHost(required);
        host.kernel.failAlways(Call.MAP_CREATE, Errno.EPERM);
        return host;
    }

    @Case
    static final class Unprivileged {
        @RegisterExtension
        static final KernelExtension EXTENSION = needing(unprivileged(false), Need.BPF);

        @Test
        void needsAMap() {}
    }

    @Case
    static final class UnprivilegedButRequired {
        @RegisterExtension
        static final KernelExtension EXTENSION = needing(unprivileged(true), Need.BPF);

        @Test
        void needsAMap() {}
    }

    @Test
    void missingNeedSkipsWithTheReason() {
        assertEquals(List.of(), failures(Unprivileged.class));
        assertEquals(
                List.of(
                        "BPF is needed: creating a map answered EPERM (1); run as root or with CAP_BPF and CAP_PERFMON"),
                skips(Unprivileged.class));
    }

    @Test
    void missingNeedFailsWithTheReasonWhereItIsRequired() {
        assertEquals(List.of(), skips(UnprivilegedButRequired.class));
        List<String> failures = failures(UnprivilegedButRequired.class);
        assertEquals(1, failures.size(), failures::toString);
        assertTrue(failures.get(0).startsWith("BPF is needed: creating a map answered EPERM (1)"), failures::toString);
        assertTrue(failures.get(0).contains("ebpf.tests=require"), failures::toString);
    }

    @Case
    static final class Elsewhere {
        @RegisterExtension
        static final KernelExtension EXTENSION = needing(new SimulatedHost(false) {
            @Override
            Kernel open() {
                throw new UnsupportedException("This is not Linux.", 0);
            }
        });

        @Test
        void needsLinux() {}
    }

    @Test
    void otherOperatingSystemsSkipWithTheReason() {
        assertEquals(List.of(), failures(Elsewhere.class));
        assertEquals(List.of("This is not Linux."), skips(Elsewhere.class));
    }
}
