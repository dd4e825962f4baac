// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one case came to.
 *
 * @param name the case
 * @param ours median of our blocks, per unit of work
 * @param reference median of the other side's blocks, per unit of work
 * @param ratio median of ours to the other side's, block by block
 * @param lowRatio the 10th percentile of the same, which other load on the machine disturbs least
 * @param unit of {@code ours} and {@code reference}
 * @param bytesPerOp heap bytes that one of our blocks allocates, mean
 * @param referenceBytesPerOp heap bytes that one of the other side's allocates, mean; 0 of C
 * @param blocks how many blocks were measured
 */
record Row(
        String name,
        double ours,
        double reference,
        double ratio,
        double lowRatio,
        String unit,
        double bytesPerOp,
        double referenceBytesPerOp,
        int blocks) {
    /**
     * Sums up blocks.
     *
     * @throws IllegalArgumentException where there are none
     */
    static Row of(Case measured, List<Block> blocks) {
        if (blocks.isEmpty()) {
            throw new IllegalArgumentException(
                    measured.name() + " was not measured: one block takes longer than the time that it was given");
        }
        return new Row(
                measured.name(),
                quantile(blocks, Block::ours, 0.5) / measured.unitsPerBlock(),
                quantile(blocks, Block::reference, 0.5) / measured.unitsPerBlock(),
                quantile(blocks, Block::ratio, 0.5),
                quantile(blocks, Block::ratio, 0.1),
                measured.unit(),
                blocks.stream().mapToLong(Block::bytes).average().orElse(0),
                blocks.stream().mapToLong(Block::referenceBytes).average().orElse(0),
                blocks.size());
    }

    /** The smallest number that at least this share of the blocks does not exceed. */
    static double quantile(List<Block> blocks, ToDoubleFunction<Block> number, double share) {
        double[] sorted = blocks.stream().mapToDouble(number).sorted().toArray();
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}
