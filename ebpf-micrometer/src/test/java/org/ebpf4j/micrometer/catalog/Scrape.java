// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

/** Reads samples out of a Prometheus text. */
final class Scrape {
    private Scrape() {}

    /** The value of the sample with exactly this name and these labels, in the order in which they are written. */
    static double value(String scrape, String sample) {
        return scrape.lines()
                .filter(line -> line.startsWith(sample + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + sample + " in\n" + scrape));
    }
}
