// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.ebpf4j.attach.AttachTarget;
import org.ebpf4j.attach.Link;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.KernelRelease;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;

/** Programs that run at a function's entry and return, and decide about the second at the first. */
@KernelTest(needs = {Need.BPF, Need.BTF})
class SessionsTest {
    private static final int CALLS = 777;
    private static final int EVERY_SECOND = CALLS / 2;
    private static final int LINUX_6_10 = 6 << 16 | 10 << 8;
    private static final int LINUX_6_13 = 6 << 16 | 13 << 8;

    private final ObjectSpec spec = TestObjects.read("sessions.bpf.o");

    private BpfObject load(Kernel kernel) {
        spec.variable("target_tgid").set(OwnProcess.id(kernel));
        return BpfObject.load(spec, kernel);
    }

    /** Where the kernel is too old, loading or attaching says so. */
    private void seesEverySecondReturn(Kernel kernel, String name, boolean can) {
        try (BpfObject object = load(kernel)) {
            if (!can) {
                KernelHooks.areExplained(object, name, AttachTarget.of(spec.program(name)));
                return;
            }
            try (Link link = object.program(name).attach()) {
                SystemCallsOfOurs.getpgid(CALLS);
                assertEquals(CALLS, TestObjects.number(object, spec, name + "_entries"), link.target()::toString);
            }
            assertEquals(EVERY_SECOND, TestObjects.number(object, spec, name + "_returns"));
            // 2 + 4 + 6 + ...: each return found what its own entry had left.
            assertEquals((long) EVERY_SECOND * (EVERY_SECOND + 1), TestObjects.number(object, spec, name + "_left"));
        }
    }

    @Test
    void sessionsOfUserFunctionsSeeTheReturnsThatTheyAskedFor(Kernel kernel) {
        seesEverySecondReturn(kernel, "user", KernelRelease.version(kernel) >= LINUX_6_13);
    }

    @Test
    void sessionsOfKernelFunctionsSeeTheReturnsThatTheyAskedFor(Kernel kernel) {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "the object names functions of x86-64");
        boolean can = KernelHooks.ofManyAreThere(kernel) && KernelRelease.version(kernel) >= LINUX_6_10;
        seesEverySecondReturn(kernel, "kernel", can);
    }

    /** Both kinds are newer than most kernels, which do not say so themselves. */
    @Test
    void kernelsWithoutSessionsOfTracedFunctionsAreNamed(Kernel kernel) {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "the object names functions of x86-64");
        try (BpfObject object = load(kernel)) {
            BpfException single = object.failures().get("function");
            if (single == null) {
                try (Link link = object.program("function").attach()) {
                    SystemCallsOfOurs.getpgid(CALLS);
                    assertEquals(CALLS, TestObjects.number(object, spec, "function_entries"), link.target()::toString);
                    assertEquals(CALLS, TestObjects.number(object, spec, "function_returns"));
                }
            } else if (KernelRelease.version(kernel) >= LINUX_6_13) {
                assertInstanceOf(UnsupportedException.class, single);
                assertTrue(single.getMessage().contains("fsession")
                        && single.getMessage().contains("7.0"));
            }
            BpfException many = object.failures().get("functions");
            if (many != null) {
                assertInstanceOf(UnsupportedException.class, many);
                assertTrue(many.getMessage().contains("fentry.multi")
                        && many.getMessage().contains("7.2"));
            }
        }
    }
}
