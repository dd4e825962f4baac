// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import jnr.ffi.LibraryLoader;
import org.ebpf4j.attach.AttachTarget;
import org.ebpf4j.attach.BtfFunction;
import org.ebpf4j.attach.BtfTracepoint;
import org.ebpf4j.attach.Kprobe;
import org.ebpf4j.attach.KprobeMulti;
import org.ebpf4j.attach.Ksyscall;
import org.ebpf4j.attach.Link;
import org.ebpf4j.attach.PerfSampling;
import org.ebpf4j.attach.RawTracepoint;
import org.ebpf4j.attach.Tracepoint;
import org.ebpf4j.attach.Uprobe;
import org.ebpf4j.attach.UprobeMulti;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.KernelRelease;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;

/** What programs are told of how they were attached, on calls that the test makes itself; where the kernel is too old, it is a sentence. */
@KernelTest(needs = {Need.BTF, Need.TRACEFS})
class CookiesTest {
    private static final int CALLS = 321;
    private static final int OTHER_CALLS = 45;
    private static final long COOKIE = 0x1234_5678_9abcL;
    private static final int LINUX_5_15 = 5 << 16 | 15 << 8;
    private static final int LINUX_5_19 = 5 << 16 | 19 << 8;
    private static final int LINUX_6_10 = 6 << 16 | 10 << 8;

    /** What jnr-ffi makes a stub of. */
    public interface LibC {
        int getppid();

        int getresgid(int[] real, int[] effective, int[] saved);
    }

    private final LibC libc = LibraryLoader.create(LibC.class).load("c");
    private final ObjectSpec spec = TestObjects.read("cookies.bpf.o");

    private BpfObject load(Kernel kernel) {
        spec.variable("target_tgid").set(OwnProcess.id(kernel));
        spec.variable("call_number").set(SystemCallsOfOurs.GETPGID);
        return BpfObject.load(spec, kernel);
    }

    /** Every call is one run, and every run is told the number. */
    private void isTold(Kernel kernel, int since, String name, AttachTarget target) {
        try (BpfObject object = load(kernel)) {
            if (KernelRelease.version(kernel) < since) {
                assertTrue(object.failures().containsKey(name), name + " is loaded by a kernel that can't tell");
                return;
            }
            try (Link link = object.program(name).attach(target)) {
                SystemCallsOfOurs.getpgid(CALLS);
                assertEquals(CALLS, TestObjects.number(object, spec, name + "_runs"), link.target()::toString);
            }
            assertEquals(CALLS * COOKIE, TestObjects.number(object, spec, name + "_told"), target::toString);
        }
    }

    private void isToldOrExplained(Kernel kernel, int since, String name, AttachTarget target) {
        if (KernelHooks.areThere(kernel)) {
            isTold(kernel, since, name, target);
            return;
        }
        try (BpfObject object = load(kernel)) {
            KernelHooks.areExplained(object, name, target);
        }
    }

    @Test
    @KernelTest(needs = Need.UPROBE)
    void uprobesAreTold(Kernel kernel) {
        Uprobe target = Uprobe.at("libc.so.6", "getpgid").withCookie(COOKIE);
        isTold(kernel, LINUX_5_15, "uprobe", target);
        isTold(kernel, LINUX_5_15, "uretprobe", target.returning().inThisProcess());
    }

    @Test
    @KernelTest(needs = Need.UPROBE_MULTI)
    void manyUprobesAreToldByFunction(Kernel kernel) {
        UprobeMulti target = UprobeMulti.at("libc.so.6", "getp?id");
        isTold(
                kernel,
                0,
                "uretprobe_multi",
                UprobeMulti.at("libc.so.6", "getpgid")
                        .withCookies(Map.of("getpgid", COOKIE))
                        .returning());
        try (BpfObject object = load(kernel);
                Link link = object.program("uprobe_multi")
                        .attach(target.inThisProcess().withCookies(Map.of("getpgid", COOKIE, "getppid", 7L)))) {
            callBoth(libc::getppid);
            assertEquals(
                    CALLS + OTHER_CALLS,
                    TestObjects.number(object, spec, "uprobe_multi_runs"),
                    link.target()::toString);
            assertEquals(CALLS * COOKIE + OTHER_CALLS * 7L, TestObjects.number(object, spec, "uprobe_multi_told"));
            BpfProgram program = object.program("uprobe_multi");
            NotFoundException e = assertThrows(
                    NotFoundException.class,
                    () -> program.attach(target.withCookies(Map.of("never_was", 1L)))
                            .close());
            assertTrue(e.getMessage().contains("never_was is given a cookie"), e.getMessage());
        }
    }

    private static void callBoth(Runnable other) {
        SystemCallsOfOurs.getpgid(CALLS);
        for (int i = 0; i < OTHER_CALLS; i++) {
            other.run();
        }
    }

    @Test
    void tracepointsAreTold(Kernel kernel) {
        isTold(
                kernel,
                LINUX_5_15,
                "tracepoint",
                Tracepoint.at("syscalls", "sys_enter_getpgid").withCookie(COOKIE));
        isTold(
                kernel,
                LINUX_6_10,
                "raw_tracepoint",
                RawTracepoint.at("sys_enter").withCookie(COOKIE));
        isTold(
                kernel,
                LINUX_6_10,
                "btf_tracepoint",
                BtfTracepoint.at("sys_enter").withCookie(COOKIE));
    }

    @Test
    void aKernelWithoutCookiesIsNamedAndNothingIsAttached(Kernel kernel) {
        try (BpfObject object = load(kernel)) {
            isSaid(
                    object,
                    kernel,
                    "plain_raw_tracepoint",
                    RawTracepoint.at("sys_enter").withCookie(1),
                    LINUX_6_10);
            isSaid(
                    object,
                    kernel,
                    "plain_btf_tracepoint",
                    BtfTracepoint.at("sys_enter").withCookie(1),
                    LINUX_6_10);
            Tracepoint tracepoint =
                    Tracepoint.at("syscalls", "sys_enter_getpgid").withCookie(1);
            isSaid(object, kernel, "plain_tracepoint", tracepoint, LINUX_5_15);
        }
    }

    private static void isSaid(BpfObject object, Kernel kernel, String name, AttachTarget target, int since) {
        BpfProgram program = object.program(name);
        if (KernelRelease.version(kernel) >= since) {
            program.attach(target).close();
            return;
        }
        UnsupportedException e = assertThrows(
                UnsupportedException.class, () -> program.attach(target).close());
        String version = (since >> 16) + "." + (since >> 8 & 0xff);
        assertTrue(e.getMessage().contains("cookie") && e.getMessage().contains(version), e.getMessage());
    }

    @Test
    @KernelTest(needs = Need.PERF_EVENT)
    void samplesAreTold(Kernel kernel) {
        assumeTrue(KernelRelease.version(kernel) >= LINUX_5_15, "cookies of perf events came with 5.15");
        try (BpfObject object = load(kernel)) {
            try (Link link = object.program("sample")
                    .attach(PerfSampling.atFrequency("cpu-clock", 1000).withCookie(COOKIE))) {
                while (TestObjects.number(object, spec, "sample_runs") < 20) {
                    Thread.onSpinWait();
                }
                assertTrue(link.target().toString().startsWith("perf_event/"));
            }
            assertEquals(
                    TestObjects.number(object, spec, "sample_runs") * COOKIE,
                    TestObjects.number(object, spec, "sample_told"));
        }
    }

    @Test
    void kprobesAreTold(Kernel kernel) {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "the object names functions of x86-64");
        Kprobe target = Kprobe.at("__x64_sys_getpgid").withCookie(COOKIE);
        isToldOrExplained(kernel, LINUX_5_15, "kprobe", target);
        isToldOrExplained(kernel, LINUX_5_15, "kretprobe", target.returning());
        isToldOrExplained(kernel, LINUX_5_15, "ksyscall", Ksyscall.at("getpgid").withCookie(COOKIE));
    }

    @Test
    void manyKprobesAreToldByFunction(Kernel kernel) {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "the object names functions of x86-64");
        KprobeMulti target = KprobeMulti.at("__x64_sys_get*gid")
                .withCookies(Map.of("__x64_sys_getpgid", COOKIE, "__x64_sys_getresgid", 7L));
        try (BpfObject object = load(kernel)) {
            if (!KernelHooks.ofManyAreThere(kernel)) {
                KernelHooks.areExplained(object, "kprobe_multi", target);
                return;
            }
            try (Link link = object.program("kprobe_multi").attach(target)) {
                callBoth(() -> libc.getresgid(new int[1], new int[1], new int[1]));
                assertEquals(
                        CALLS + OTHER_CALLS,
                        TestObjects.number(object, spec, "kprobe_multi_runs"),
                        link.target()::toString);
            }
            assertEquals(CALLS * COOKIE + OTHER_CALLS * 7L, TestObjects.number(object, spec, "kprobe_multi_told"));
        }
    }

    @Test
    void functionsByBtfAreTold(Kernel kernel) {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "the object names functions of x86-64");
        for (String section : new String[] {"fentry", "fexit"}) {
            BtfFunction target = BtfFunction.at(section, "__x64_sys_getpgid").withCookie(COOKIE);
            isToldOrExplained(kernel, LINUX_5_19, section, target);
        }
    }
}
