// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import jnr.ffi.LibraryLoader;
import org.ebpf4j.attach.AttachTarget;
import org.ebpf4j.attach.BtfFunctions;
import org.ebpf4j.attach.Link;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.KernelRelease;
import org.ebpf4j.kernel.LinkTarget;
import org.ebpf4j.kernel.LinkType;
import org.ebpf4j.spec.AttachType;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Programs that run in many functions of the kernel, on calls that the test makes itself and counts exactly. */
@KernelTest(needs = {Need.BPF, Need.BTF})
class FunctionsTest {
    private static final int CALLS = 777;
    private static final int OTHER_CALLS = 5;
    private static final int LINUX_7_2 = 7 << 16 | 2 << 8;
    private static final String GETPGID = "__x64_sys_getpgid";
    private static final String GETRESGID = "__x64_sys_getresgid";

    private final ObjectSpec spec = TestObjects.read("functions.bpf.o");

    /** What jnr-ffi makes a stub of. */
    public interface LibC {
        int getresgid(int[] real, int[] effective, int[] saved);
    }

    private final LibC libc = LibraryLoader.create(LibC.class).load("c");

    @BeforeEach
    void onlyOfThisMachine() {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "the object names functions of x86-64");
    }

    private BpfObject load(Kernel kernel) {
        spec.variable("target_tgid").set(OwnProcess.id(kernel));
        return BpfObject.load(spec, kernel);
    }

    private void call() {
        SystemCallsOfOurs.getpgid(CALLS);
        for (int i = 0; i < OTHER_CALLS; i++) {
            libc.getresgid(new int[1], new int[1], new int[1]);
        }
    }

    /** Where the kernel is too old, loading says so. */
    private void isSeen(Kernel kernel, String program, BtfFunctions target, long runs, long told, int functions) {
        try (BpfObject object = load(kernel)) {
            if (KernelRelease.version(kernel) < LINUX_7_2) {
                KernelHooks.areExplained(object, program, target);
                return;
            }
            try (Link link = object.program(program).attach(target)) {
                call();
                assertEquals(runs, TestObjects.number(object, spec, program + "_runs"), link.target()::toString);
                assertEquals(told, TestObjects.number(object, spec, program + "_told"));
                assertEquals(LinkType.TRACING_MULTI, link.info().get(0).type());
                int type = spec.program(program).expectedAttachType();
                assertEquals(
                        new LinkTarget.TracingMulti(type, functions),
                        link.info().get(0).target());
            }
            call();
            assertEquals(runs, TestObjects.number(object, spec, program + "_runs"));
        }
    }

    @Test
    void entriesOfFunctionsThatAreNamed(Kernel kernel) {
        BtfFunctions target = BtfFunctions.at("fentry.multi", GETRESGID, GETPGID, GETPGID);
        isSeen(kernel, "entry", target, CALLS + OTHER_CALLS, 0, 2);
        Map<String, Long> cookies = Map.of(GETPGID, 3L, GETRESGID, 1000L);
        isSeen(
                kernel,
                "unnamed",
                target.withCookies(cookies),
                CALLS + OTHER_CALLS,
                3L * CALLS + 1000L * OTHER_CALLS,
                2);
    }

    @Test
    void returnsOfFunctionsThatFitAPattern(Kernel kernel) {
        BtfFunctions target = BtfFunctions.at("fexit.multi", "__x64_sys_getpg?d", "__x64_sys_getres?id")
                .withCookies(Map.of(GETRESGID, 7L));
        isSeen(kernel, "leave", target, CALLS + OTHER_CALLS, 7L * OTHER_CALLS, 3);
    }

    @Test
    void entriesAndReturnsOfWhatTheSectionNames(Kernel kernel) {
        BtfFunctions target = BtfFunctions.at("fsession.multi", GETPGID);
        assertEquals(target, AttachTarget.of(spec.program("both")));
        isSeen(kernel, "both", target, 2L * CALLS, 0, 1);
    }

    @Test
    void sectionsSayWhichFunctionsOrNone() {
        assertEquals(BtfFunctions.at("fentry.multi", GETPGID), AttachTarget.of(spec.program("entry")));
        assertEquals(BtfFunctions.at("fexit.multi", "__x64_sys_get*gid"), AttachTarget.of(spec.program("leave")));
        assertTrue(AttachTarget.named(spec.program("entry")));
        assertFalse(AttachTarget.named(spec.program("unnamed")));
        assertEquals(
                AttachType.TRACE_FSESSION_MULTI.number(), spec.program("both").expectedAttachType());
        UnsupportedException e =
                assertThrows(UnsupportedException.class, () -> AttachTarget.of(spec.program("unnamed")));
        assertTrue(e.getMessage().contains("BtfFunctions"), e.getMessage());
    }

    @Test
    void whatIsNotThereIsNamed(Kernel kernel) {
        try (BpfObject object = load(kernel)) {
            for (BtfFunctions target : List.of(
                    BtfFunctions.at("fentry.multi", "never_was"),
                    BtfFunctions.at("fentry.multi", GETPGID, "never_was*"),
                    BtfFunctions.at("fentry.multi", GETPGID).withCookies(Map.of("never_was", 1L)))) {
                KernelHooks.areExplained(object, "entry", target);
            }
            assertThrows(IllegalArgumentException.class, () -> BtfFunctions.at("fentry.multi"));
        }
    }
}
