// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

/**
 * How one kind of meter is written as the data of a {@code Metric} (opentelemetry-proto, {@code metrics/v1/metrics.proto}). Everything is
 * written from back to front, as {@link ProtoWriter} wants it. Immutable.
 */
sealed interface OtlpData {
    /** The field of the {@code Metric} that the data is in. */
    int field();

    /** The field of a data point that its attributes are in. */
    int attributesField();

    /** What stands behind the points. */
    void tail(ProtoWriter out, Temporality temporality);

    /** The value of a point. */
    void value(ProtoWriter out, OtlpPoint point);

    static OtlpData of(MeterLayout layout) {
        if (layout instanceof MeterLayout.HistogramLayout histogram) {
            return Histograms.of(histogram);
        }
        if (layout instanceof MeterLayout.GaugeLayout gauge) {
            return new Gauges(gauge);
        }
        return new Sums(((MeterLayout.CounterLayout) layout).scale());
    }

    /** A {@code Gauge}. */
    record Gauges(MeterLayout.GaugeLayout layout) implements OtlpData {
        @Override
        public int field() {
            return 5;
        }

        @Override
        public int attributesField() {
            return Sums.ATTRIBUTES;
        }

        @Override
        public void tail(ProtoWriter out, Temporality temporality) {}

        @Override
        public void value(ProtoWriter out, OtlpPoint point) {
            out.real(Sums.AS_DOUBLE, layout.value(point.group()));
        }
    }

    /** A {@code Sum} that is monotonic; its points are whole numbers as long as they fit into the signed 64 bits that OTLP has. */
    record Sums(Scale scale) implements OtlpData {
        private static final int ATTRIBUTES = 7;
        private static final int AGGREGATION_TEMPORALITY = 2;
        private static final int IS_MONOTONIC = 3;
        private static final int AS_DOUBLE = 4;
        private static final int AS_INT = 6;

        @Override
        public int field() {
            return 7;
        }

        @Override
        public int attributesField() {
            return ATTRIBUTES;
        }

        @Override
        public void tail(ProtoWriter out, Temporality temporality) {
            out.number(IS_MONOTONIC, 1);
            out.number(AGGREGATION_TEMPORALITY, temporality.value());
        }

        @Override
        public void value(ProtoWriter out, OtlpPoint point) {
            long value = point.value(0);
            if (value >= 0 && scale.equals(Scale.ONE)) {
                out.fixed64(AS_INT, value);
            } else {
                out.real(AS_DOUBLE, scale.apply(Unsigned.toDouble(value)));
            }
        }
    }

    /** A {@code Histogram} with explicit bounds, whose count is that of its buckets whatever happens between two reads. */
    final class Histograms implements OtlpData {
        private static final int AGGREGATION_TEMPORALITY = 2;
        private static final int COUNT = 4;
        private static final int SUM = 5;
        private static final int BUCKET_COUNTS = 6;
        private static final int EXPLICIT_BOUNDS = 7;

        private final int slots;
        private final int sumSlot;
        private final Scale scale;
        private final byte[] bounds;

        private Histograms(int slots, int sumSlot, Scale scale, byte[] bounds) {
            this.slots = slots;
            this.sumSlot = sumSlot;
            this.scale = scale;
            this.bounds = bounds;
        }

        private static Histograms of(MeterLayout.HistogramLayout layout) {
            ProtoWriter bounds = new ProtoWriter();
            double[] upper = layout.buckets().upperBounds();
            for (int i = upper.length - 2; i >= 0; i--) { // OTLP does not write the last one, infinity.
                bounds.element(Double.doubleToRawLongBits(upper[i]));
            }
            bounds.message(EXPLICIT_BOUNDS, 0);
            return new Histograms(
                    layout.slots(), layout.sumSlot(), layout.buckets().scale(), bounds.behind(new byte[0]));
        }

        @Override
        public int field() {
            return 9;
        }

        @Override
        public int attributesField() {
            return 9;
        }

        @Override
        public void tail(ProtoWriter out, Temporality temporality) {
            out.number(AGGREGATION_TEMPORALITY, temporality.value());
        }

        @Override
        public void value(ProtoWriter out, OtlpPoint point) {
            out.raw(bounds);
            int mark = out.mark();
            long count = 0;
            for (int slot = slots - 1; slot >= 0; slot--) {
                long inBucket = point.value(slot);
                count += inBucket;
                out.element(inBucket);
            }
            out.message(BUCKET_COUNTS, mark);
            out.real(SUM, scale.apply(Unsigned.toDouble(point.value(sumSlot))));
            out.fixed64(COUNT, count);
        }
    }
}
