// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.LinkCreate;
import org.ebpf4j.kernel.LinkDetails;
import org.ebpf4j.kernel.ProgramLoad;
import org.ebpf4j.spec.AttachType;
import org.ebpf4j.testkit.Call;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What kernels say that lack a kind of attachment, and what the user is told: which Linux has it. */
class LackingKernelTest {
    private static final int KPROBE = 2;
    private static final String EVENTS = "/sys/kernel/tracing/kprobe_events";

    private final SimulatedKernel kernel = new SimulatedKernel();
    private int program;

    @BeforeEach
    void load() {
        ByteBuffer code = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        code.putLong(0, 0xb7).putLong(8, 0x95);
        ByteBuffer none = ByteBuffer.allocate(0);
        program = kernel.programLoad(
                new ProgramLoad("hook", KPROBE, 0, 0, "GPL", 0, code, 0, none, 0, none, 0, 0, 0), null);
        kernel.file("/sys/kernel/tracing/events/sched/sched_switch/id", "314\n");
        kernel.file("/sys/fs/cgroup", "");
        kernel.file("/proc/thread-self/ns/net", "");
    }

    @AfterEach
    void nothingIsLeft() {
        kernel.close(program);
        assertEquals(List.of(), kernel.openDescriptors());
    }

    private String told(AttachTarget target) {
        UnsupportedException e = assertThrows(
                UnsupportedException.class,
                () -> target.attach(kernel, "hook", program).close());
        assertTrue(e.getMessage().startsWith("program hook can't be attached to " + target + ": "), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
        return e.getMessage();
    }

    private static Cgroup cgroup(AttachType type) {
        return new Cgroup("/sys/fs/cgroup", type);
    }

    static Stream<Arguments> links() {
        Netfilter hook = new Netfilter(Netfilter.Family.IPV4, Netfilter.Hook.LOCAL_IN, 0, false);
        return Stream.of(
                arguments(Xdp.on("lo"), "5.9"),
                arguments(Tcx.ingress("lo"), "6.6"),
                arguments(Netkit.primary("lo"), "6.7"),
                arguments(Netkit.peer("lo"), "6.7"),
                arguments(hook, "6.4"),
                arguments(new Netfilter(hook.family(), hook.hook(), 0, true), "6.6"),
                arguments(cgroup(AttachType.CGROUP_INET4_CONNECT), "5.7"),
                arguments(cgroup(AttachType.CGROUP_INET4_GETPEERNAME), "5.8"),
                arguments(cgroup(AttachType.CGROUP_UNIX_CONNECT), "6.7"),
                arguments(cgroup(AttachType.LSM_CGROUP), "6.0"),
                arguments(NetworkNamespace.own(AttachType.SK_LOOKUP), "5.9"),
                arguments(NetworkNamespace.own(AttachType.FLOW_DISSECTOR), "5.8"),
                arguments(KprobeMulti.at("vfs_read"), "5.18"),
                arguments(KprobeMulti.at("vfs_read").inSession(), "6.10"),
                arguments(BtfFunction.at("fentry", "vfs_read").withCookie(1), "5.19"));
    }

    @ParameterizedTest
    @MethodSource("links")
    void aKindOfLinkIsNamedWithItsKernel(AttachTarget target, String since) {
        kernel.failNext(Call.LINK_CREATE, Errno.EINVAL);
        assertTrue(told(target).contains("Linux " + since + " or later"), () -> target + " since " + since);
    }

    @Test
    void cookiesOfPerfEventsAreNamedWithTheirKernel() {
        kernel.perfLinks(false);
        PerfSampling sampling = PerfSampling.every("cpu-clock", 1000).withCookie(1);
        for (AttachTarget target :
                List.of(Tracepoint.at("sched", "sched_switch").withCookie(1), sampling)) {
            assertTrue(told(target).contains("a cookie there (EINVAL (22)); it takes Linux 5.15 or later"));
        }
        kernel.file("/sys/bus/event_source/devices/kprobe/type", "8\n");
        Kprobe kprobe = Kprobe.at("vfs_read").withCookie(1);
        assertTrue(told(kprobe).contains("5.15"));
        assertTrue(told(Ksyscall.at("read").withCookie(1)).contains("5.15"));
    }

    @Test
    void aProbeOfTracefsThatCanNotHaveACookieIsRemovedAgain() {
        kernel.perfLinks(false);
        kernel.file(EVENTS, "");
        kernel.before(Call.OPEN_FILE, () -> {
            String line = kernel.text(EVENTS);
            if (line.startsWith("p:")) {
                kernel.file("/sys/kernel/tracing/events/" + line.substring(2, line.indexOf(' ')) + "/id", "1234\n");
            }
        });
        assertTrue(told(Kprobe.at("vfs_read").withCookie(1)).contains("5.15"));
        assertTrue(kernel.text(EVENTS).contains("-:ebpf4j/kprobe_"), kernel.text(EVENTS));
    }

    @Test
    void cookiesOfRawTracepointsAreNamedWithTheirKernel() {
        kernel.failNext(Call.RAW_TRACEPOINT_OPEN, Errno.EINVAL);
        assertTrue(told(RawTracepoint.at("sched_switch").withCookie(1)).contains("6.10"));
        kernel.failNext(Call.RAW_TRACEPOINT_OPEN, Errno.EINVAL);
        assertTrue(told(BtfTracepoint.at("sched_switch").withCookie(1)).contains("6.10"));
    }

    @Test
    void machinesWithoutTrampolinesAreUnsupported() {
        kernel.failNext(Call.RAW_TRACEPOINT_OPEN, Errno.ENOTSUPP);
        assertTrue(told(BtfFunction.at("fentry", "vfs_read")).contains("ENOTSUPP (524)"));
    }

    @Test
    void walksOverSomeOnlyAreNamedWithTheirKernel() {
        kernel.failNext(Call.LINK_CREATE, Errno.E2BIG);
        assertTrue(told(BpfIterator.ofProcess("task", 1)).contains("Linux 6.1 or later"));
    }

    @Test
    void placesAmongOthersAreAskedForById() {
        AttachType type = AttachType.TCX_EGRESS;
        kernel.failNext(Call.LINK_CREATE, Errno.ENOENT);
        NotFoundException e = assertThrows(
                NotFoundException.class,
                () -> Tcx.egress("lo")
                        .at(Place.after(17))
                        .attach(kernel, "hook", program)
                        .close());
        assertTrue(e.getMessage().contains("no program with the id"), e.getMessage());
        Tcx.egress("lo").at(Place.after(17)).attach(kernel, "hook", program).close();
        Netkit.peer("lo").at(Place.FIRST).attach(kernel, "hook", program).close();
        assertEquals(
                List.of(
                        new LinkCreate(program, 1, type.number(), 1 << 4 | 1 << 5, new LinkDetails.Anchor(17, 0)),
                        new LinkCreate(program, 1, 55, 1 << 3, new LinkDetails.Anchor(0, 0))),
                kernel.linkRequests());
    }

    @Test
    void cookiesOfManyFunctionsAreInTheOrderOfTheFunctions() {
        kernel.file("/sys/kernel/tracing/available_filter_functions", "tcp_send\ntcp_recv\ntcp_close\n");
        KprobeMulti target = KprobeMulti.at("tcp_*").withCookies(Map.of("tcp_send", 3L, "tcp_close", 1L));
        target.attach(kernel, "hook", program).close();
        BtfFunction.at("lsm", "file_open")
                .withCookie(7)
                .attach(kernel, "hook", program)
                .close();
        assertEquals(
                List.of(
                        new LinkDetails.KprobeMulti(
                                List.of("tcp_close", "tcp_recv", "tcp_send"), List.of(1L, 0L, 3L), 0),
                        new LinkDetails.Tracing(0, 7)),
                kernel.linkRequests().stream().map(LinkCreate::details).toList());
        assertEquals(AttachType.LSM_MAC.number(), kernel.linkRequests().get(1).attachType());
        NotFoundException e = assertThrows(
                NotFoundException.class,
                () -> target.withCookies(Map.of("udp_send", 1L))
                        .attach(kernel, "hook", program)
                        .close());
        assertTrue(e.getMessage().contains("udp_send is given a cookie"), e.getMessage());
    }
}
