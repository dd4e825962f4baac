// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.kernel.Kernel;
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
    private final ByteBuffer key;
    private final ByteBuffer value;

    private SeriesSource(EbpfMetrics metrics, BpfMap map, int series) {
        this.metrics = metrics;
        this.map = map;
        this.series = series;
        this.key = ByteBuffer.allocateDirect(map.keySize()).order(ByteOrder.nativeOrder());
        this.value = ByteBuffer.allocateDirect(map.valueSize()).order(ByteOrder.nativeOrder());
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
        for (int at = 0; at < value.capacity(); at += Long.BYTES) {
            value.putLong(at, value.getLong(at) + 1);
        }
        for (int id = 0; id < series; id++) {
            map.update(key.putInt(0, id), value, BpfMap.ANY);
        }
    }

    @Override
    public void close() {
        map.close();
        metrics.close();
    }
}
