// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/** A registry of a service, and what stands behind it: the histogram {@code ebpf.blockio.latency} of writes to one disk as it was told of it. */
interface BackEnd extends AutoCloseable {
    /**
     * A histogram as it stands.
     *
     * @param count of all values
     * @param sum of all values, in seconds
     * @param buckets how many were at most so much, by the bound in plain decimal, or {@code +Inf}
     */
    record Totals(long count, double sum, Map<String, Long> buckets) {
        static final Totals NONE = new Totals(0, 0, Map.of());

        Totals plus(Totals more) {
            Map<String, Long> together = new TreeMap<>(buckets);
            more.buckets.forEach((bound, number) -> together.merge(bound, number, Long::sum));
            return new Totals(count + more.count, sum + more.sum, together);
        }
    }

    MeterRegistry registry();

    /** Takes what the registry has to tell now. */
    void listen();

    /** What it has been told. */
    Totals totals();

    /** Whether it adds up what it is told, so that a binder that starts over goes on where the one before ended; else it knows the last number only. */
    boolean addsUp();

    @Override
    void close();

    static String bound(String le) {
        return le.equals("+Inf") ? le : new BigDecimal(le).stripTrailingZeros().toPlainString();
    }
}
