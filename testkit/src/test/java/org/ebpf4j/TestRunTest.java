// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.btf.BtfType;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.KernelTypes;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.Call;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.ebpf4j.testkit.PrivateNetwork;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.Test;

/** Programs run on demand: verdict, changed packet, changed context, CPU, duration. */
class TestRunTest {
    private static final int XDP_DROP = 1;
    private static final int XDP_TX = 3;
    /** Offsets in {@code struct __sk_buff}. */
    private static final int MARK = 8;

    private static final int PRIORITY = 32;
    private static final int SK_BUFF_SIZE = 192;

    private final ObjectSpec spec = TestObjects.read("testrun.bpf.o");

    private static ByteBuffer packet(int size, int first) {
        return ByteBuffer.allocate(size).put(0, (byte) first).put(size - 1, (byte) 0x77);
    }

    private static ByteBuffer words(long... words) {
        ByteBuffer bytes = ByteBuffer.allocate(words.length * Long.BYTES).order(ByteOrder.nativeOrder());
        bytes.asLongBuffer().put(words);
        return bytes;
    }

    private static BpfProgram program(BpfObject object, String name) {
        return object.failures().containsKey(name)
                ? abort(object.failures().get(name).getMessage())
                : object.program(name);
    }

    /** Whether flow dissectors may answer more than that they did it or did not. */
    private static boolean knowsFurtherVerdicts(Kernel kernel) {
        Btf types = KernelTypes.read(kernel);
        return types.type(types.find("bpf_ret_code", BtfKind.ENUM)) instanceof BtfType.Enum verdicts
                && verdicts.values().stream().anyMatch(each -> each.name().equals("BPF_FLOW_DISSECTOR_CONTINUE"));
    }

    @Test
    @KernelTest(needs = {Need.BPF, Need.NET_ADMIN})
    void xdpAnswersItsVerdictAndTheChangedPacket(Kernel kernel) {
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            BpfProgram bounce = object.program("bounce");
            TestRunResult sent = bounce.run(new TestRun().data(packet(64, 41)));
            assertEquals(XDP_TX, sent.returned());
            assertEquals(packet(64, 42), sent.data());
            assertEquals(0, sent.context().remaining());
            TestRunResult dropped = bounce.run(new TestRun().data(packet(64, 255)));
            assertEquals(XDP_DROP, dropped.returned());
            assertEquals(packet(64, 255), dropped.data());
            TestRunResult unread = bounce.run(new TestRun().data(packet(64, 41)).dataRoom(0));
            assertEquals(XDP_TX, unread.returned());
            assertEquals(0, unread.data().remaining());
        }
    }

    @Test
    @KernelTest(needs = {Need.BPF, Need.NET_ADMIN})
    void repeatedRunsAreMeasured(Kernel kernel) {
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            TestRunResult result = object.program("count_frames")
                    .run(new TestRun().data(packet(64, 0)).repeat(1_000_000));
            assertEquals(1_000_000, TestObjects.number(object, spec, "frames"));
            assertTrue(
                    result.duration().compareTo(Duration.ZERO) > 0
                            && result.duration().compareTo(Duration.ofMillis(1)) < 0,
                    result::toString);
        }
    }

    @Test
    @KernelTest(needs = {Need.BPF, Need.NET_ADMIN})
    void aPacketThatDoesNotFitNamesItsSize(Kernel kernel) {
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            BpfProgram bounce = object.program("bounce");
            SystemCallException e = assertThrows(
                    SystemCallException.class,
                    () -> bounce.run(new TestRun().data(packet(100, 1)).dataRoom(60)));
            assertEquals(Errno.ENOSPC.number(), e.errno());
            assertTrue(
                    e.getMessage().contains("program bounce")
                            && e.getMessage().contains("100 bytes of data, and there is room for 60"),
                    e.getMessage());
            SystemCallException small = assertThrows(
                    SystemCallException.class, () -> object.program("remark").run(new TestRun().data(packet(10, 1))));
            assertTrue(small.getMessage().contains("14 bytes"), small.getMessage());
        }
    }

    @Test
    @KernelTest(needs = {Need.BPF, Need.NET_ADMIN})
    void trafficControlTakesAndLeavesASocketBuffer(Kernel kernel) {
        ByteBuffer context = ByteBuffer.allocate(SK_BUFF_SIZE)
                .order(ByteOrder.nativeOrder())
                .putInt(MARK, 100)
                .putInt(PRIORITY, 7);
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            TestRunResult result = object.program("remark")
                    .run(new TestRun().data(packet(64, 1)).context(context).contextRoom(SK_BUFF_SIZE));
            assertEquals(0, result.returned());
            assertEquals(207, result.context().getInt(MARK));
            assertEquals(7, result.context().getInt(PRIORITY));
            assertEquals(packet(64, 1).put(19, (byte) 0xee), result.data());
        }
    }

    @Test
    @KernelTest
    void rawTracepointsRunOnTheCpuThatIsAskedFor(Kernel kernel) {
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            BpfProgram where = object.program("where");
            for (int cpu = 0; cpu < Runtime.getRuntime().availableProcessors(); cpu++) {
                assertEquals(
                        300 + cpu,
                        where.run(new TestRun().context(words(3, 4)).onCpu(cpu)).returned());
            }
            assertThrows(
                    SystemCallException.class,
                    () -> where.run(new TestRun().context(words(3, 4)).onCpu(4096)));
        }
    }

    @Test
    @KernelTest
    void syscallProgramsChangeTheirContext(Kernel kernel) {
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            TestRunResult result = program(object, "add").run(new TestRun().context(words(40, 2, 0)));
            assertEquals(7, result.returned());
            assertEquals(words(40, 2, 42), result.context());
        }
    }

    @Test
    @KernelTest(needs = {Need.BPF, Need.BTF, Need.NET_ADMIN})
    void flowDissectorsLeaveTheirKeys(Kernel kernel) {
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            TestRunResult result = program(object, "dissect").run(new TestRun().data(packet(64, 1)));
            // Kernels before 6.1 answer whether the verdict was BPF_OK.
            assertEquals(knowsFurtherVerdicts(kernel) ? 0 : 1, result.returned());
            assertEquals(34, result.data().getShort(2));
        }
    }

    @Test
    @KernelTest(needs = {Need.BPF, Need.NET_ADMIN})
    void liveFramesAreRunAsManyAsAreAskedFor(Kernel kernel) throws Exception {
        try (PrivateNetwork network = new PrivateNetwork();
                BpfObject object = BpfObject.load(spec, kernel)) {
            BpfProgram program = object.program("count_frames");
            try {
                network.run(() -> program.run(
                        new TestRun().data(packet(64, 0)).repeat(1000).liveFrames(64)));
            } catch (SystemCallException e) {
                abort("kernels before 5.18 have no live frames: " + e.getMessage());
            }
            assertEquals(1000, TestObjects.number(object, spec, "frames"));
        }
    }

    @Test
    @KernelTest(needs = {Need.BPF, Need.UPROBE})
    void kindsThatCantBeRunSayIt(Kernel kernel) {
        ObjectSpec probes = TestObjects.read("probes.bpf.o");
        probes.program("on_demand").optional();
        try (BpfObject object = BpfObject.load(probes, kernel)) {
            BpfProgram program = object.program("on_entry");
            UnsupportedException e = assertThrows(UnsupportedException.class, program::run);
            assertTrue(e.getMessage().contains("program on_entry can't be run"), e.getMessage());
        }
    }

    @Test
    void theSimulationGivesBackWhatItWasGiven() {
        SimulatedKernel kernel = new SimulatedKernel();
        kernel.programRun(load -> 2);
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            BpfProgram program = object.program("bounce");
            try (RunStatistics on = RunStatistics.enable(kernel)) {
                TestRunResult result =
                        program.run(new TestRun().data(packet(64, 5)).repeat(3));
                assertEquals(2, result.returned(), on::toString);
                assertEquals(packet(64, 5), result.data());
            }
            assertEquals(3, program.info().runCount());
            SystemCallException e = assertThrows(
                    SystemCallException.class,
                    () -> program.run(new TestRun().context(words(1, 2)).contextRoom(4)));
            assertTrue(e.getMessage().contains("16 bytes of context, and there is room for 4"), e.getMessage());
            kernel.failNext(Call.PROGRAM_TEST_RUN, Errno.EPERM);
            assertThrows(PermissionException.class, program::run);
        }
    }

    @Test
    void whatNoRunTakesIsRefusedAtOnce() {
        TestRun run = new TestRun();
        assertThrows(IllegalArgumentException.class, () -> run.repeat(0));
        assertThrows(IllegalArgumentException.class, () -> run.liveFrames(257));
        assertThrows(IllegalArgumentException.class, () -> run.dataRoom(-1));
        assertThrows(IllegalArgumentException.class, () -> run.contextRoom(Integer.MAX_VALUE));
    }
}
