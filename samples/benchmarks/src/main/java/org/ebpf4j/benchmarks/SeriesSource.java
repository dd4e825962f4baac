// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.kernel.BatchCall;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.Memory;
import org.ebpf4j.kernel.ObjectKind;
import org.ebpf4j.kernel.linux.LinuxKernel;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.ebpf4j.micrometer.ObjectMetrics;

/** A binder with a map of many series, and the same map opened a second time, to write to it as programs would. Not thread-safe. */
final class SeriesSource implements AutoCloseable {
    private final EbpfMetrics metrics;
    private final BpfMap map;
    private final int series;
    private final Kernel kernel;
    private final BatchCall call;
    private final Memory keys;
    private final Memory values;

    private SeriesSource(EbpfMetrics metrics, BpfMap map, int series) {
        this.metrics = metrics;
        this.map = map;
        this.series = series;
        this.kernel = map.kernel();
        this.call = new BatchCall(kernel, map.keySize());
        this.keys = kernel.allocate(series * map.keySize());
        this.values = kernel.allocate(series * map.valueSize());
        for (int id = 0; id < series; id++) {
            keys.bytes().putInt(id * map.keySize(), id);
        }
    }

    /** Nothing but a map of {@code series.bpf.c}, with the meters that the caller declares on it. */
    static SeriesSource bind(
            EbpfMetrics.Builder builder, ObjectMetrics meters, String map, int series, MeterRegistry registry) {
        Kernel kernel = LinuxKernel.open();
        EbpfMetrics metrics =
                builder.kernel(kernel).maxSeries(series).add(meters).build();
        metrics.bindTo(registry);
        SeriesSource source = new SeriesSource(metrics, newest(kernel, map), series);
        source.grow();
        metrics.refresh();
        return source;
    }

    static ObjectMetrics object() {
        return ObjectMetrics.of(SeriesSource.class, "series.bpf.o");
    }

    private static BpfMap newest(Kernel kernel, String name) {
        BpfMap found = null;
        int after = 0;
        for (int id; (id = kernel.nextId(ObjectKind.MAP, after)) > 0; after = id) {
            BpfMap map = BpfMap.openById(kernel, id);
            if (map.name().equals(name)) {
                if (found != null) {
                    found.close();
                }
                found = map;
            } else {
                map.close();
            }
        }
        if (found == null) {
            throw new NotFoundException("there is no map " + name);
        }
        return found;
    }

    /** Each number of each series becomes one more. */
    void grow() {
        ByteBuffer numbers = values.bytes();
        for (int at = 0; at < numbers.capacity(); at += Long.BYTES) {
            numbers.putLong(at, numbers.getLong(at) + 1);
        }
        int result = kernel.mapUpdateBatch(map.descriptor().number(), call, keys, values, series);
        if (result != 0) {
            throw new IllegalStateException("the map can't be written: " + Errno.describe(result));
        }
    }

    @Override
    public void close() {
        map.close();
        metrics.close();
    }
}
