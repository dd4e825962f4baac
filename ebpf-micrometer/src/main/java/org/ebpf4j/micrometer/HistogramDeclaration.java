// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Says what histogram a map's values are: per key a struct with {@code __u64 slots[n + 1]}, which counts the values per bucket and in its last
 * slot those beyond the last bound, and {@code __u64 sum}. With {@link #bucketKey} it is one count per key instead, and the key says of which
 * bucket. Made by {@link ObjectMetrics#histogram}.
 */
public final class HistogramDeclaration extends BucketsDeclaration<HistogramDeclaration> {
    private @Nullable String bucketField;
    private long firstKey;

    HistogramDeclaration(String map) {
        super(map);
    }

    /**
     * Says that a field of the key is the bucket, as programs for ebpf_exporter have it, and the value a count: {@code first} and the numbers after
     * it are the finite buckets, and the one after the last holds the sum. Such programs count what is beyond the last bound in the last bucket. Of
     * buckets by {@link #fixed(long...)} the bounds are the keys.
     *
     * @param field a field of the key's struct, or any name where the key is the bucket alone
     * @param first the number of the first bucket
     * @return this
     */
    public HistogramDeclaration bucketKey(String field, long first) {
        bucketField = field;
        firstKey = first;
        return this;
    }

    @Override
    HistogramDeclaration self() {
        return this;
    }

    @Override
    MeterSpec.Kind kind() {
        Buckets declared = buckets();
        return new MeterSpec.Histogram(declared, range(), bucketField, keys(declared));
    }

    private List<Long> keys(Buckets declared) {
        if (bucketField == null) {
            return List.of();
        }
        return keysAreBounds()
                ? declared.raw().stream().map(BigDecimal::longValueExact).toList()
                : LongStream.range(firstKey, firstKey + declared.finite())
                        .boxed()
                        .toList();
    }
}
