// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** Draws {@link Growth} as SVG 1.1: a panel for time and one for memory, all axes logarithmic. */
final class Plot {
    private static final int PANEL = 420;
    private static final int HEIGHT = 320;
    private static final int LEFT = 70;
    private static final int TOP = 40;
    private static final int RIGHT = 20;
    private static final int BOTTOM = 50;
    private static final String OURS = "#1f6fb4";
    private static final String REFERENCE = "#d9772b";

    private Plot() {}

    static String of(List<Growth.Point> points) {
        StringBuilder svg = new StringBuilder();
        svg.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                        .formatted(2 * PANEL, HEIGHT));
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        panel(
                svg,
                0,
                "time of one snapshot (us)",
                points,
                point -> point.ours() / 1e3,
                point -> point.reference() / 1e3);
        panel(
                svg,
                PANEL,
                "memory held (KiB)",
                points,
                point -> point.oursBytes() / 1024.0,
                point -> point.referenceBytes() / 1024.0);
        return svg.append("</svg>\n").toString();
    }

    private static void panel(
            StringBuilder svg,
            int x,
            String title,
            List<Growth.Point> points,
            ToDoubleFunction<Growth.Point> ours,
            ToDoubleFunction<Growth.Point> reference) {
        Axis across = Axis.of(points.stream().mapToDouble(Growth.Point::entries).toArray());
        Axis up = Axis.of(points.stream()
                .flatMapToDouble(point -> DoubleStream.of(ours.applyAsDouble(point), reference.applyAsDouble(point)))
                .toArray());
        svg.append("<g transform=\"translate(%d,0)\">%n".formatted(x));
        text(svg, LEFT, TOP - 18, "start", "black", title);
        text(svg, PANEL - RIGHT - 60, TOP - 18, "end", OURS, "ebpf4j");
        text(svg, PANEL - RIGHT, TOP - 18, "end", REFERENCE, "C, libbpf");
        for (int power = across.low(); power <= across.high(); power++) {
            double at = acrossAt(across, Math.pow(10, power));
            line(svg, at, TOP, at, HEIGHT - BOTTOM);
            text(svg, at, HEIGHT - BOTTOM + 18, "middle", "black", number(power));
        }
        for (int power = up.low(); power <= up.high(); power++) {
            double at = upAt(up, Math.pow(10, power));
            line(svg, LEFT, at, PANEL - RIGHT, at);
            text(svg, LEFT - 8, at + 4, "end", "black", number(power));
        }
        text(svg, (LEFT + PANEL - RIGHT) / 2.0, HEIGHT - 12, "middle", "black", "entries of the map");
        curve(svg, across, up, points, reference, REFERENCE);
        curve(svg, across, up, points, ours, OURS);
        svg.append("</g>\n");
    }

    /** Powers of ten around all numbers. */
    private record Axis(int low, int high) {
        static Axis of(double[] numbers) {
            double least = Double.MAX_VALUE;
            double most = Double.MIN_NORMAL;
            for (double number : numbers) {
                least = Math.min(least, number);
                most = Math.max(most, number);
            }
            int low = (int) Math.floor(Math.log10(least));
            return new Axis(low, Math.max(low + 1, (int) Math.ceil(Math.log10(most))));
        }

        double share(double number) {
            return (Math.log10(number) - low) / (high - low);
        }
    }

    private static double acrossAt(Axis axis, double number) {
        return LEFT + axis.share(number) * (PANEL - LEFT - RIGHT);
    }

    private static double upAt(Axis axis, double number) {
        return HEIGHT - BOTTOM - axis.share(number) * (HEIGHT - TOP - BOTTOM);
    }

    private static void curve(
            StringBuilder svg,
            Axis across,
            Axis up,
            List<Growth.Point> points,
            ToDoubleFunction<Growth.Point> height,
            String colour) {
        StringBuilder corners = new StringBuilder();
        for (Growth.Point point : points) {
            double x = acrossAt(across, point.entries());
            double y = upAt(up, height.applyAsDouble(point));
            corners.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
            svg.append(String.format(
                    Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>%n", x, y, colour));
        }
        svg.append("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\"/>%n"
                .formatted(corners.toString().strip(), colour));
    }

    private static void line(StringBuilder svg, double x1, double y1, double x2, double y2) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>%n",
                x1,
                y1,
                x2,
                y2));
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String colour, String words) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>%n",
                x,
                y,
                anchor,
                colour,
                words));
    }

    private static String number(int power) {
        return power < 0
                ? String.format(Locale.ROOT, "%.3g", Math.pow(10, power))
                : power < 3
                        ? Long.toString((long) Math.pow(10, power))
                        : power < 6 ? (long) Math.pow(10, power - 3) + "k" : (long) Math.pow(10, power - 6) + "M";
    }
}
