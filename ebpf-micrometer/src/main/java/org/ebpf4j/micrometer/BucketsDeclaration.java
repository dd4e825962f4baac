// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What every histogram can say about its buckets. Not thread-safe; good only inside the call that it is given to.
 *
 * <p>Buckets of time take their bounds as {@link Duration}: the kernel counts nanoseconds, and bounds and sum are exported in seconds. Buckets of
 * anything else are exported in the unit that the kernel counts in, unless {@link #multiplier} says otherwise. A value that equals a bound counts
 * into its bucket, and what is beyond the last bound into one more.
 *
 * @param <D> the kind of histogram
 */
public abstract sealed class BucketsDeclaration<D extends BucketsDeclaration<D>> extends MeterDeclaration<D>
        permits HistogramDeclaration, EventHistogramDeclaration {
    private static final String SECONDS = "seconds";

    private @Nullable Buckets buckets;
    private boolean durations;
    private BigDecimal multiplier = BigDecimal.ONE;
    private boolean keysAreBounds;
    private @Nullable Range range;

    /** Between what bounds those that are exported are, in the kernel's unit. */
    private record Range(BigDecimal least, BigDecimal greatest, boolean durations) {}

    BucketsDeclaration(String map) {
        super(map);
    }

    /**
     * Slot 0 counts what took at most {@code first}, each further one up to twice as much as the one before.
     *
     * @param first the first upper bound, positive
     * @param finiteSlots how many slots have an upper bound, 1 to 512
     * @return this
     */
    public D exp2(Duration first, int finiteSlots) {
        return time(Buckets.doubling(Buckets.nanoseconds(first), finiteSlots));
    }

    /**
     * Slot 0 counts what was at most {@code first}, each further one up to twice as much as the one before.
     *
     * @param first the first upper bound, positive
     * @param finiteSlots how many slots have an upper bound, 1 to 512
     * @return this
     */
    public D exp2(long first, int finiteSlots) {
        return raw(Buckets.doubling(BigDecimal.valueOf(first), finiteSlots), false);
    }

    /**
     * As {@link #exp2(long, int)} with a slot for zero before all others.
     *
     * @param first the upper bound of slot 1, positive
     * @param finiteSlots how many slots have an upper bound, 2 to 512, that of zero included
     * @return this
     */
    public D exp2Zero(long first, int finiteSlots) {
        List<BigDecimal> bounds = new ArrayList<>(List.of(BigDecimal.ZERO));
        bounds.addAll(Buckets.doubling(BigDecimal.valueOf(first), finiteSlots - 1));
        return raw(bounds, false);
    }

    /**
     * Slots of equal width of time.
     *
     * @param first the first upper bound
     * @param step how far apart bounds are, positive
     * @param finiteSlots how many slots have an upper bound, 1 to 512
     * @return this
     */
    public D linear(Duration first, Duration step, int finiteSlots) {
        return time(Buckets.rising(Buckets.nanoseconds(first), Buckets.nanoseconds(step), finiteSlots));
    }

    /**
     * Slots of equal width.
     *
     * @param first the first upper bound
     * @param step how far apart bounds are, positive
     * @param finiteSlots how many slots have an upper bound, 1 to 512
     * @return this
     */
    public D linear(long first, long step, int finiteSlots) {
        return raw(Buckets.rising(BigDecimal.valueOf(first), BigDecimal.valueOf(step), finiteSlots), false);
    }

    /**
     * Slots with these upper bounds of time.
     *
     * @param bounds ascending, 1 to 512
     * @return this
     */
    public D fixed(Duration... bounds) {
        return time(Arrays.stream(bounds).map(Buckets::nanoseconds).toList());
    }

    /**
     * Slots with these upper bounds.
     *
     * @param bounds ascending, 1 to 512
     * @return this
     */
    public D fixed(long... bounds) {
        return raw(LongStream.of(bounds).mapToObj(BigDecimal::valueOf).toList(), true);
    }

    /**
     * Exports only the buckets of time whose bounds are in a range: what took less counts into the first of them, what took longer into the one without an
     * upper bound, so that the bounds that stay, count and sum are what they would be without this call. Without it all buckets are exported.
     *
     * @param least the first bound is the least of the program's that is not below it
     * @param greatest the last bound is the greatest of the program's that is not above it
     * @return this
     */
    public D buckets(Duration least, Duration greatest) {
        range = new Range(Buckets.nanoseconds(least), Buckets.nanoseconds(greatest), true);
        return self();
    }

    /**
     * As {@link #buckets(Duration, Duration)}, for buckets of anything but time.
     *
     * @param least in the kernel's unit
     * @param greatest in the kernel's unit
     * @return this
     */
    public D buckets(long least, long greatest) {
        range = new Range(BigDecimal.valueOf(least), BigDecimal.valueOf(greatest), false);
        return self();
    }

    /**
     * What one of the kernel's units is in the meter's {@link #baseUnit}: {@code 1e-6} from microseconds to seconds. Bounds are given in the kernel's
     * unit. Not for buckets of time, which are in seconds.
     *
     * @param factor positive
     * @return this
     */
    public D multiplier(double factor) {
        multiplier = BigDecimal.valueOf(factor);
        Scale.of(multiplier);
        return self();
    }

    private D time(List<BigDecimal> nanoseconds) {
        buckets = Buckets.ofTime(nanoseconds);
        durations = true;
        keysAreBounds = false;
        return self();
    }

    private D raw(List<BigDecimal> bounds, boolean keys) {
        buckets = Buckets.of(bounds);
        durations = false;
        keysAreBounds = keys;
        return self();
    }

    @Override
    MeterSpec spec() {
        if (durations && baseUnit() == null) {
            baseUnit(SECONDS);
        }
        return super.spec();
    }

    /** What was declared. */
    final Buckets buckets() {
        Buckets declared = buckets;
        if (declared == null) {
            throw new IllegalArgumentException("the histogram on map " + map()
                    + " needs its buckets: call exp2, linear or fixed with what the program counts by");
        }
        if (durations && !SECONDS.equals(baseUnit())) {
            throw new IllegalArgumentException("the histogram on map " + map()
                    + " has buckets of time, which are exported in seconds, not " + baseUnit());
        }
        if (durations && multiplier.compareTo(BigDecimal.ONE) != 0) {
            throw new IllegalArgumentException(
                    "the histogram on map " + map()
                            + " has buckets of time, which are exported in seconds; leave multiplier out or give bounds as numbers");
        }
        return declared.times(multiplier);
    }

    /** Which of what was declared are exported. */
    final BucketRange range() {
        Buckets declared = buckets();
        Range wanted = range;
        if (wanted == null) {
            return BucketRange.all(declared);
        }
        if (wanted.durations != durations) {
            throw new IllegalArgumentException("the histogram on map " + map() + " has buckets of "
                    + (durations ? "time; give their range as Durations" : "numbers; give their range as numbers"));
        }
        return BucketRange.of(declared, wanted.least, wanted.greatest);
    }

    /** Whether the bounds can be keys: those of {@link #fixed(long...)}. */
    final boolean keysAreBounds() {
        return keysAreBounds;
    }
}
