// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which buckets ready-made metrics export when they are told a range. */
@Tag("host") // What there is to count is made up.
@KernelTest(needs = Need.BTF)
class BucketsTest {
    private static final Path TYPES = Path.of("/sys/kernel/btf/vmlinux");
    private static final Duration LEAST = Duration.ofNanos(100_000);
    private static final Duration GREATEST = Duration.ofMillis(1);
    private static final List<String> TIMES = List.of("0.000128", "0.000256", "0.000512", "+Inf");
    private static final int SLOTS = 28;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    /**
     * A histogram.
     *
     * @param source of it
     * @param name the meter's
     * @param map the map's, as far as the kernel has room for it
     * @param keySize the map's
     * @param slots and a sum behind them
     * @param rest bytes of the value behind the sum
     * @param perCpu whether the map has a copy for each CPU
     * @param bounds expected
     */
    record Item(
            MetricsSource source,
            String name,
            String map,
            int keySize,
            int slots,
            int rest,
            boolean perCpu,
            List<String> bounds) {
        static Item time(MetricsSource source, String name, String map, int keySize, boolean perCpu) {
            return new Item(source, name, map, keySize, SLOTS, 0, perCpu, TIMES);
        }

        byte[] value() {
            ByteBuffer value =
                    ByteBuffer.allocate((slots + 1) * Long.BYTES + rest).order(ByteOrder.nativeOrder());
            for (int slot = 0; slot < slots; slot++) {
                value.putLong(1);
            }
            return value.putLong(7).array();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Item> items() {
        Scope host = Scope.host();
        RunQueueMetrics runQueue = RunQueueMetrics.of(host).buckets(LEAST, GREATEST);
        OffCpuMetrics offCpu = OffCpuMetrics.of(host).buckets(LEAST, GREATEST);
        SystemCallMetrics calls = SystemCallMetrics.latency(host).buckets(LEAST, GREATEST);
        InterruptMetrics interrupts = InterruptMetrics.host().buckets(LEAST, GREATEST);
        BlockIoMetrics disks = BlockIoMetrics.host().buckets(LEAST, GREATEST).buckets(4096, 10_000);
        TcpMetrics tcp = TcpMetrics.host().buckets(LEAST, GREATEST);
        return List.of(
                Item.time(runQueue, "ebpf.runqueue.latency", "runqueue_latenc", 4, true),
                Item.time(runQueue.byThreadGroup(), "ebpf.runqueue.latency", "runqueue_names", 16, false),
                new Item(offCpu, "ebpf.offcpu.time", "offcpu_time", 20, SLOTS, 8, false, TIMES),
                Item.time(calls, "ebpf.syscall.latency", "syscall_latency", 4, false),
                Item.time(
                        FsyncMetrics.of(host).buckets(LEAST, GREATEST),
                        "ebpf.fsync.latency",
                        "fsync_latency",
                        4,
                        false),
                Item.time(
                        ReclaimMetrics.of(host).buckets(LEAST, GREATEST),
                        "ebpf.reclaim.stall",
                        "reclaim_stalls",
                        4,
                        false),
                Item.time(disks, "ebpf.blockio.latency", "blockio_latency", 8, false),
                new Item(disks, "ebpf.blockio.size", "blockio_size", 8, 18, 0, false, List.of("4096", "8192", "+Inf")),
                Item.time(tcp, "ebpf.tcp.connect.latency", "tcp_connect_lat", 4, false),
                Item.time(TcpRttMetrics.host().buckets(LEAST, GREATEST), "ebpf.tcp.rtt", "tcp_rtt", 4, true),
                Item.time(
                        SocketMetrics.of(host).buckets(LEAST, GREATEST), "ebpf.accept.delay", "accept_delay", 2, false),
                Item.time(interrupts, "ebpf.softirq.time", "softirq_time", 4, true),
                Item.time(interrupts, "ebpf.softirq.latency", "softirq_latency", 4, true),
                Item.time(interrupts, "ebpf.hardirq.time", "hardirq_time", 32, true));
    }

    @ParameterizedTest
    @MethodSource("items")
    void thoseInTheRangeAreExportedAndNothingIsLost(Item item) throws IOException {
        SimulatedKernel kernel = new SimulatedKernel();
        kernel.file(TYPES.toString(), Files.readAllBytes(TYPES));
        for (String call : List.of("connect", "accept", "accept4")) {
            kernel.file("/sys/kernel/tracing/events/syscalls/sys_exit_" + call + "/id", "314\n");
        }
        try (EbpfMetrics metrics =
                EbpfMetrics.builder().kernel(kernel).add(item.source()).build()) {
            metrics.bindTo(registry);
            assertEquals("up", metrics.status().get(0).describe());
            byte[] key = new byte[item.keySize()];
            if (item.perCpu()) {
                kernel.map(item.map()).putOnCpu(0, key, item.value());
            } else {
                kernel.map(item.map()).put(key, item.value());
            }
            metrics.refresh();
            List<FunctionCounter> buckets = registry.find(item.name() + ".histogram").functionCounters().stream()
                    .filter(counter -> counter.count() > 0)
                    .sorted((a, b) -> Double.compare(a.count(), b.count()))
                    .toList();
            assertEquals(
                    item.bounds(),
                    buckets.stream()
                            .map(counter -> counter.getId().getTag("le"))
                            .toList());
            assertEquals(item.slots(), buckets.get(buckets.size() - 1).count(), "all of them");
            double inOrder = 8; // Up to 128 us.
            if (item.bounds().equals(TIMES)) {
                for (FunctionCounter bucket : buckets.subList(0, TIMES.size() - 1)) {
                    assertEquals(inOrder++, bucket.count());
                }
            }
        }
    }

    @Test
    void aRangeHasABound() {
        RunQueueMetrics runQueue = RunQueueMetrics.of(Scope.host());
        assertThrows(
                IllegalArgumentException.class, () -> runQueue.buckets(Duration.ofNanos(5000), Duration.ofNanos(7000)));
        assertThrows(IllegalArgumentException.class, () -> runQueue.buckets(GREATEST, LEAST));
        assertThrows(
                IllegalArgumentException.class,
                () -> runQueue.buckets(Duration.ofSeconds(100), Duration.ofSeconds(200)));
    }
}
