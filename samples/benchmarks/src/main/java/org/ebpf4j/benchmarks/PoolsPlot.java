// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws {@link StarvedPools} as SVG 1.1: a line for each pool that waited most. */
final class PoolsPlot {
    private static final int WIDTH = 840;
    private static final int HEIGHT = 320;
    private static final int LEFT = 50;
    private static final int TOP = 40;
    private static final int RIGHT = 190;
    private static final int BOTTOM = 50;
    private static final List<String> COLOURS = List.of("#d9772b", "#1f6fb4", "#4c9f4c", "#888888");

    private PoolsPlot() {}

    static String of(StarvedPools.Seen seen) {
        List<Map.Entry<String, List<Double>>> most = seen.waited().entrySet().stream()
                .sorted(Comparator.comparingDouble(PoolsPlot::total).reversed())
                .limit(COLOURS.size())
                .toList();
        int turns = seen.waited().values().stream().mapToInt(List::size).max().orElse(1);
        double seconds = (double) turns / seen.turnsPerSecond();
        int highest = (int) Math.ceil(most.stream()
                .flatMap(pool -> pool.getValue().stream())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1));
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                WIDTH,
                HEIGHT));
        double from = across(seen.from(), seconds);
        double to = across(seen.to(), seconds);
        append(
                svg,
                "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#f4e8dd\"/>",
                from,
                TOP,
                to - from,
                HEIGHT - TOP - BOTTOM);
        text(svg, (from + to) / 2, TOP + 16, "middle", "#888", "quota of " + seen.quota() + " CPUs");
        text(svg, LEFT, TOP - 18, "start", "black", "seconds that a pool waited for a CPU, in each second");
        for (int step = 0; step <= highest; step++) {
            double at = up(step, highest);
            append(svg, "<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/>", LEFT, at, WIDTH - RIGHT);
            text(svg, LEFT - 8, at + 4, "end", "black", Integer.toString(step));
        }
        for (int second = 0; second <= seconds; second += 5) {
            text(svg, across(second, seconds), HEIGHT - BOTTOM + 18, "middle", "black", second + " s");
        }
        for (int i = 0; i < most.size(); i++) {
            StringBuilder corners = new StringBuilder();
            List<Double> waited = most.get(i).getValue();
            for (int turn = 0; turn < waited.size(); turn++) {
                corners.append(String.format(
                        Locale.ROOT,
                        "%.1f,%.1f ",
                        across((turn + 1.0) / seen.turnsPerSecond(), seconds),
                        up(waited.get(turn), highest)));
            }
            append(
                    svg,
                    "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>",
                    corners.toString().strip(),
                    COLOURS.get(i));
            text(
                    svg,
                    WIDTH - RIGHT + 12,
                    TOP + 12 + 20.0 * i,
                    "start",
                    COLOURS.get(i),
                    most.get(i).getKey());
        }
        return svg.append("</svg>\n").toString();
    }

    private static double total(Map.Entry<String, List<Double>> pool) {
        return pool.getValue().stream().mapToDouble(Double::doubleValue).sum();
    }

    private static double across(double second, double seconds) {
        return LEFT + second / seconds * (WIDTH - LEFT - RIGHT);
    }

    private static double up(double number, int highest) {
        return HEIGHT - BOTTOM - number / highest * (HEIGHT - TOP - BOTTOM);
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String colour, String words) {
        append(
                svg,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>",
                x,
                y,
                anchor,
                colour,
                words.replace("&", "&amp;").replace("<", "&lt;"));
    }

    private static void append(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
