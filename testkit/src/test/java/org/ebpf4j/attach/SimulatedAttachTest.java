// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ebpf4j.BpfException;
import org.ebpf4j.BusyException;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.PermissionException;
import org.ebpf4j.SystemCallException;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.LinkCreate;
import org.ebpf4j.kernel.LinkDetails;
import org.ebpf4j.kernel.PerfEvent;
import org.ebpf4j.kernel.ProgramLoad;
import org.ebpf4j.spec.AttachType;
import org.ebpf4j.testkit.Call;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the kernel is asked for, for targets that not every machine has. */
class SimulatedAttachTest {
    private static final int KPROBE = 2;
    private static final int TRACING = 26;
    private static final String DEVICES = "/sys/bus/event_source/devices/";
    private static final String EVENTS = "/sys/kernel/tracing/kprobe_events";

    private final SimulatedKernel kernel = new SimulatedKernel();
    private int program;

    private int load(int type, int attachType) {
        ByteBuffer code = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        code.putLong(0, 0xb7).putLong(8, 0x95);
        ByteBuffer none = ByteBuffer.allocate(0);
        int attachBtfId = type == TRACING ? 5 : 0;
        program = kernel.programLoad(
                new ProgramLoad("hook", type, attachType, 0, "GPL", 0, code, 0, none, 0, none, 0, attachBtfId, 0),
                null);
        return program;
    }

    @AfterEach
    void nothingIsLeft() {
        kernel.close(program);
        assertEquals(List.of(), kernel.openDescriptors());
    }

    private void attachAndClose(AttachTarget target) {
        try (Link link = target.attach(kernel, "hook", program)) {
            assertEquals(target, link.target());
            assertEquals(1, kernel.links().size());
        }
        assertEquals(List.of(), kernel.links());
    }

    private <T extends BpfException> T refused(Class<T> kind, AttachTarget target) {
        BpfException e = assertThrows(
                BpfException.class, () -> target.attach(kernel, "hook", program).close());
        assertTrue(e.getMessage().startsWith("program hook can't be attached to " + target), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
        return assertInstanceOf(kind, e);
    }

    private void kprobeUnit() {
        kernel.file(DEVICES + "kprobe/type", "8\n");
        kernel.file(DEVICES + "kprobe/format/retprobe", "config:0\n");
    }

    @Test
    void aKprobeIsAPerfEventOfTheKprobeUnit() {
        kprobeUnit();
        load(KPROBE, 0);
        attachAndClose(Kprobe.at("vfs_read"));
        attachAndClose(new Kprobe("vfs_read", 16, false, 0));
        attachAndClose(Kprobe.at("vfs_read").returning());
        assertEquals(
                List.of(
                        new PerfEvent(8, 0, 1, false, "vfs_read", 0, 0, -1, 0, 0, 0),
                        new PerfEvent(8, 0, 1, false, "vfs_read", 0, 16, -1, 0, 0, 0),
                        new PerfEvent(8, 1, 1, false, "vfs_read", 0, 0, -1, 0, 0, 0)),
                kernel.perfEvents());
    }

    @Test
    void aKernelWithoutPerfLinksBindsTheEvent() {
        kprobeUnit();
        kernel.perfLinks(false);
        load(KPROBE, 0);
        Link link = Kprobe.at("vfs_read").attach(kernel, "hook", program);
        assertThrows(IllegalStateException.class, link::read);
        assertEquals(List.of(), kernel.links());
        assertEquals(2, kernel.openDescriptors().size());
        link.close();
        link.close();
    }

    @Test
    void kprobeFailuresAreTold() {
        kprobeUnit();
        load(KPROBE, 0);
        kernel.failNext(Call.PERF_EVENT_OPEN, Errno.ENOENT);
        assertTrue(
                refused(NotFoundException.class, Kprobe.at("gone")).getMessage().contains("kallsyms"));
        kernel.failNext(Call.PERF_EVENT_OPEN, Errno.EILSEQ);
        refused(UnsupportedException.class, new Kprobe("vfs_read", 1, false, 0));
        kernel.failNext(Call.PERF_EVENT_OPEN, Errno.EACCES);
        refused(PermissionException.class, Kprobe.at("vfs_read"));
        kernel.failNext(Call.PERF_EVENT_ATTACH, Errno.EEXIST);
        refused(BusyException.class, Kprobe.at("vfs_read"));
        kernel.removeFile(DEVICES + "kprobe/format/retprobe");
        refused(UnsupportedException.class, Kprobe.at("vfs_read").returning());
    }

    @Test
    void withoutAKprobeUnitTheProbeIsDefinedInTracefsAndRemovedAgain() {
        load(KPROBE, 0);
        kernel.file(EVENTS, "");
        // The kernel makes the event's directory when the probe is written.
        kernel.before(Call.OPEN_FILE, () -> {
            String line = kernel.text(EVENTS);
            if (line.startsWith("r:")) {
                String event = line.substring(2, line.indexOf(' '));
                kernel.file("/sys/kernel/tracing/events/" + event + "/id", "1234\n");
            }
        });
        try (Link link = Kprobe.at("vfs_read").returning().attach(kernel, "hook", program)) {
            assertTrue(
                    kernel.text(EVENTS).matches("r:ebpf4j/kprobe_[0-9a-f]{16} vfs_read"),
                    () -> link.target() + " " + kernel.text(EVENTS));
            assertEquals(List.of(new PerfEvent(2, 1234, 1, -1, 0)), kernel.perfEvents());
        }
        String[] written = kernel.text(EVENTS).split(" ", -1);
        assertEquals("vfs_read-:" + written[0].substring(2), written[1]);
    }

    @Test
    void aTracefsProbeThatCanNotBeOpenedIsRemoved() {
        load(KPROBE, 0);
        kernel.file(EVENTS, "");
        refused(SystemCallException.class, Kprobe.at("vfs_read"));
        assertTrue(kernel.text(EVENTS).contains("-:ebpf4j/kprobe_"), kernel.text(EVENTS));
        kernel.failNext(Call.APPEND, Errno.ENOENT);
        refused(NotFoundException.class, Kprobe.at("gone"));
        kernel.failNext(Call.APPEND, Errno.EACCES);
        refused(PermissionException.class, Kprobe.at("vfs_read"));
    }

    @Test
    void aKernelWithoutKprobesIsUnsupported() {
        load(KPROBE, 0);
        assertTrue(refused(UnsupportedException.class, Kprobe.at("vfs_read"))
                .getMessage()
                .contains("CONFIG_KPROBE_EVENTS"));
    }

    @Test
    void aSystemCallIsTheFunctionThatTheKernelHasForIt() {
        kprobeUnit();
        load(KPROBE, 0);
        kernel.file("/proc/kallsyms", "0000000000000000 T __x64_sys_bpf\n");
        attachAndClose(Ksyscall.at("openat"));
        kernel.file("/proc/kallsyms", "0000000000000000 T __arm64_sys_bpf\n");
        attachAndClose(Ksyscall.at("openat").returning());
        kernel.file("/proc/kallsyms", "0000000000000000 T __se_sys_bpf\n");
        attachAndClose(Ksyscall.at("openat"));
        assertEquals(
                List.of("__x64_sys_openat", "__arm64_sys_openat", "__se_sys_openat"),
                kernel.perfEvents().stream().map(PerfEvent::name).toList());
        assertEquals(1, kernel.perfEvents().get(1).config());
    }

    @Test
    void kprobeMultiListsTheFunctionsThatFit() {
        load(KPROBE, AttachType.TRACE_KPROBE_MULTI.number());
        kernel.file("/sys/kernel/tracing/available_filter_functions", "tcp_recv\nudp_recv\ntcp_send [net]\ntcp_recv\n");
        attachAndClose(KprobeMulti.at("tcp_*"));
        attachAndClose(KprobeMulti.at("vfs_read").returning());
        int type = AttachType.TRACE_KPROBE_MULTI.number();
        assertEquals(
                List.of(
                        new LinkCreate(
                                program,
                                0,
                                type,
                                0,
                                new LinkDetails.KprobeMulti(List.of("tcp_recv", "tcp_send"), List.of(), 0)),
                        new LinkCreate(
                                program, 0, type, 0, new LinkDetails.KprobeMulti(List.of("vfs_read"), List.of(), 1))),
                kernel.linkRequests());
        refused(NotFoundException.class, KprobeMulti.at("never*"));
        kernel.deny("/sys/kernel/tracing/available_filter_functions");
        refused(NotFoundException.class, KprobeMulti.at("tcp_*"));
        kernel.failNext(Call.LINK_CREATE, Errno.EOPNOTSUPP);
        refused(UnsupportedException.class, KprobeMulti.at("vfs_read"));
        kernel.failNext(Call.LINK_CREATE, Errno.EINVAL);
        assertTrue(refused(UnsupportedException.class, KprobeMulti.at("vfs_read"))
                .getMessage()
                .contains("5.18"));
        kernel.failNext(Call.LINK_CREATE, Errno.EPERM);
        refused(PermissionException.class, KprobeMulti.at("vfs_read"));
    }

    @Test
    void functionsByBtfAttachToWhatTheProgramWasLoadedFor() {
        load(TRACING, AttachType.TRACE_FENTRY.number());
        attachAndClose(BtfFunction.at("fentry", "vfs_read"));
        kernel.failNext(Call.RAW_TRACEPOINT_OPEN, Errno.EPERM);
        refused(PermissionException.class, BtfFunction.at("fentry", "vfs_read"));
        kernel.failNext(Call.RAW_TRACEPOINT_OPEN, Errno.ENOTSUPP);
        assertTrue(refused(UnsupportedException.class, BtfFunction.at("fentry", "vfs_read"))
                .getMessage()
                .contains("on aarch64 since 6.4"));
        kernel.failNext(Call.RAW_TRACEPOINT_OPEN, Errno.EBUSY);
        refused(BpfException.class, BtfFunction.at("fexit", "vfs_read"));
    }

    @Test
    void anIteratorsTextIsReadInPieces() throws IOException {
        load(TRACING, AttachType.TRACE_ITER.number());
        String text = "line\n".repeat(20_000);
        kernel.iteratorText(text);
        try (Link link = BpfIterator.all("task").attach(kernel, "hook", program);
                InputStream run = link.read()) {
            kernel.failNext(Call.READ, Errno.EAGAIN);
            assertEquals(text, new String(run.readAllBytes(), StandardCharsets.US_ASCII));
            kernel.failNext(Call.READ, Errno.EFAULT);
            IOException e = assertThrows(IOException.class, run::read);
            assertTrue(String.valueOf(e.getMessage()).contains("EFAULT (14)"), e::getMessage);
            kernel.failNext(Call.ITERATOR_CREATE, Errno.ENOMEM);
            assertThrows(SystemCallException.class, link::read);
        }
        attachAndClose(BpfIterator.ofProcess("task", 17));
        LinkDetails.Iterator details =
                (LinkDetails.Iterator) kernel.linkRequests().get(1).details();
        assertEquals(17, details.info().getInt(4));
    }

    @Test
    void severalInterfacesAreAttachedAllOrNone() {
        load(6, AttachType.XDP.number());
        kernel.networkInterface("eth0", 2);
        try (Link link = Xdp.on("lo", "eth0").attach(kernel, "hook", program)) {
            assertEquals(2, kernel.links().size(), link.target()::toString);
        }
        assertEquals(
                List.of(1, 2),
                kernel.linkRequests().stream().map(LinkCreate::target).toList());
        refused(NotFoundException.class, Xdp.on("lo", "eth1"));
        assertEquals(List.of(), kernel.links());
        kernel.failNext(Call.LINK_CREATE, Errno.EBUSY);
        refused(BusyException.class, Xdp.on("lo"));
        assertThrows(IllegalArgumentException.class, Xdp::on);
    }

    @Test
    void samplesEveryCpuThatIsThere() {
        load(7, 0);
        kernel.failNext(Call.PERF_EVENT_OPEN, Errno.ENODEV);
        try (Link link = PerfSampling.every("context-switches", 10).attach(kernel, "hook", program)) {
            assertEquals(1, kernel.links().size(), link.target()::toString);
        }
        assertEquals(List.of(new PerfEvent(1, 3, 10, -1, 1)), kernel.perfEvents());
        kernel.failAlways(Call.PERF_EVENT_OPEN, Errno.ENOENT);
        refused(UnsupportedException.class, PerfSampling.every("instructions", 1000));
        kernel.failAlways(Call.PERF_EVENT_OPEN, Errno.ESRCH);
        refused(NotFoundException.class, PerfSampling.every("page-faults", 1).ofThread(99));
    }
}
