// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import io.micrometer.core.instrument.binder.BaseUnits;
import java.time.Duration;
import java.util.Map;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decoders.Decoders;
import org.ebpf4j.micrometer.KernelConstant;
import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.micrometer.ObjectMetrics;

/**
 * How long block devices take and how much is asked of them at once, by {@code device} and {@code operation}: the histogram
 * {@code ebpf.blockio.latency} in seconds, from the issue of a request to the driver to its completion, from 1 microsecond to 67 seconds in powers of two,
 * and the histogram {@code ebpf.blockio.size} in bytes, from 512 bytes to 32 MiB. Their counts are what {@code /proc/diskstats} counts, and the bytes its
 * sectors.
 * Takes CAP_BPF and CAP_PERFMON; since Linux 5.10, with BTF. Immutable.
 */
public final class BlockIoMetrics implements MetricsSource {
    /** {@code enum req_op} of {@code include/linux/blk_types.h}, as far as its numbers have not moved since 5.10; others stay numbers. */
    private static final Map<String, String> OPERATIONS = Map.of(
            "0", "read",
            "1", "write",
            "2", "flush",
            "3", "discard",
            "5", "secure_erase",
            "9", "write_zeroes",
            "34", "drv_in",
            "35", "drv_out");

    private static final long LEAST_BYTES = 512;
    private static final long GREATEST_BYTES = 32 << 20;

    private final LatencyBuckets latencies;
    private final long leastBytes;
    private final long greatestBytes;
    private final ObjectMetrics metrics;

    private BlockIoMetrics(LatencyBuckets latencies, long leastBytes, long greatestBytes) {
        this.latencies = latencies;
        this.leastBytes = leastBytes;
        this.greatestBytes = greatestBytes;
        KeyDecoder operation = Decoders.uint().then(Decoders.staticMapAllowingUnknown(OPERATIONS));
        this.metrics = ObjectMetrics.of(BlockIoMetrics.class, "blockio.bpf.o")
                .constant("issue_request_arg", BlockIoMetrics::issueRequestArgument)
                .histogram(
                        "blockio_latency",
                        h -> latencies
                                .of(h)
                                .name("ebpf.blockio.latency")
                                .description("Time that block devices took for a request")
                                .label("device", Decoders.majorminor())
                                .label("operation", operation))
                .histogram(
                        "blockio_size",
                        h -> h.name("ebpf.blockio.size")
                                .description("Bytes of a request to a block device")
                                .baseUnit(BaseUnits.BYTES)
                                .label("device", Decoders.majorminor())
                                .label("operation", operation)
                                .exp2(LEAST_BYTES, 17)
                                .buckets(leastBytes, greatestBytes));
    }

    /**
     * All block devices of the host that have requests of their own.
     *
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}
     */
    public static BlockIoMetrics host() {
        return new BlockIoMetrics(LatencyBuckets.ALL, LEAST_BYTES, GREATEST_BYTES);
    }

    /**
     * Exports only the buckets of latencies whose bounds are in a range,
     * as {@link org.ebpf4j.micrometer.HistogramDeclaration#buckets(Duration, Duration)} has it.
     *
     * @param least such as 100 microseconds
     * @param greatest such as 10 seconds
     * @return a copy
     * @throws IllegalArgumentException where no bound is in the range
     */
    public BlockIoMetrics buckets(Duration least, Duration greatest) {
        return new BlockIoMetrics(new LatencyBuckets(least, greatest), leastBytes, greatestBytes);
    }

    /**
     * Exports fewer buckets of sizes, as {@link #buckets(Duration, Duration)} does of latencies.
     *
     * @param least in bytes, such as 4096; bounds are powers of two from 512 to 32 MiB
     * @param greatest in bytes
     * @return a copy
     * @throws IllegalArgumentException where no bound is in the range
     */
    public BlockIoMetrics buckets(long least, long greatest) {
        return new BlockIoMetrics(latencies, least, greatest);
    }

    @Override
    public ObjectMetrics metrics() {
        return metrics;
    }

    /** Where the request is: first, or behind its queue as kernels before 5.11 had it and stable ones did not all change. */
    private static long issueRequestArgument(KernelConstant.Target target) {
        return Tracepoints.arguments(target.types(), "block_rq_issue") == 2 ? 1 : 0;
    }
}
