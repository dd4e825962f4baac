// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    /** The values of all samples of a metric, by one of its labels; of samples that have the label in common, their sum. */
    static Map<String, Double> byLabel(String scrape, String metric, String label) {
        Map<String, Double> values = new TreeMap<>();
        Matcher sample = Pattern.compile(
                        "^" + Pattern.quote(metric) + "\\{(?:|.*,)" + label + "=\"([^\"]*)\".*\\} (\\S+)$",
                        Pattern.MULTILINE)
                .matcher(scrape);
        while (sample.find()) {
            values.merge(sample.group(1), Double.valueOf(sample.group(2)), Double::sum);
        }
        return values;
    }
}
