// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.scaling;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A part of a picture in SVG: lines over a few values that stand at equal distances. */
final class LineChart {

    static final int WIDTH = 440;
    static final int HEIGHT = 280;

    private static final int LEFT = 60;
    private static final int RIGHT = 20;
    private static final int TOP = 40;
    private static final int BOTTOM = 50;
    private static final int STEPS = 4;
    private static final List<String> COLOURS = List.of("#1f5fa8", "#c0392b", "#2e8b57");

    private final StringBuilder svg = new StringBuilder();
    private final int x;
    private final int y;
    private final List<Integer> values;

    /** A chart whose corner is at a place of the picture. */
    LineChart(int x, int y, String title, String below, List<Integer> values) {
        this.x = x;
        this.y = y;
        this.values = values;
        text(x + LEFT, y + TOP - 18, "start", "bold", title);
        text(x + (LEFT + WIDTH - RIGHT) / 2.0, y + HEIGHT - 12, "middle", "normal", below);
        for (int i = 0; i < values.size(); i++) {
            text(across(i), y + HEIGHT - BOTTOM + 18, "middle", "normal", "%,d", values.get(i));
        }
    }

    /** Adds the lines, and the scale from 0 that they need. */
    LineChart lines(Map<String, List<Double>> lines) {
        double top = roundedUp(lines.values().stream().flatMap(List::stream).toList());
        for (int i = 0; i <= STEPS; i++) {
            double value = top * i / STEPS;
            double up = up(value, top);
            append(
                    "<line x1='%d' y1='%.1f' x2='%d' y2='%.1f' stroke='#ddd'/>",
                    x + LEFT, up, x + WIDTH - RIGHT, up);
            text(
                    x + LEFT - 8,
                    up + 4,
                    "end",
                    "normal",
                    value > 0 && value < 10 ? "%.3g" : "%.0f",
                    value);
        }
        int line = 0;
        for (Map.Entry<String, List<Double>> each : lines.entrySet()) {
            line(each.getKey(), each.getValue(), top, line++);
        }
        return this;
    }

    private void line(String name, List<Double> heights, double top, int number) {
        String colour = COLOURS.get(number);
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < heights.size(); i++) {
            double up = up(heights.get(i), top);
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", across(i), up));
            append("<circle cx='%.1f' cy='%.1f' r='3' fill='%s'/>", across(i), up, colour);
        }
        append(
                "<polyline points='%s' fill='none' stroke='%s' stroke-width='2'/>",
                points.toString().strip(), colour);
        int mark = x + LEFT + 130 * number;
        append(
                "<rect x='%d' y='%d' width='10' height='10' fill='%s'/>",
                mark, y + TOP - 12, colour);
        text(mark + 14, y + TOP - 3, "start", "normal", "%s", name);
    }

    private double across(int index) {
        return x + LEFT + (index + 0.5) * (WIDTH - LEFT - RIGHT) / values.size();
    }

    private double up(double value, double top) {
        return y + HEIGHT - BOTTOM - value / top * (HEIGHT - BOTTOM - TOP);
    }

    /** The next of 1, 2, 4, 6, 8, 10 times a power of ten. */
    private static double roundedUp(List<Double> heights) {
        double most = heights.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        double power = Math.pow(10, Math.floor(Math.log10(most)));
        double factor = most / power;
        return factor <= 1 ? power : Math.ceil(factor / 2) * 2 * power;
    }

    private void text(
            double at, double up, String anchor, String weight, String format, Object... values) {
        append(
                "<text x='%.1f' y='%.1f' text-anchor='%s' font-weight='%s'>%s</text>",
                at, up, anchor, weight, String.format(Locale.ROOT, format, values));
    }

    private void append(String format, Object... values) {
        svg.append("  ").append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    /** A picture of charts, so many units wide and high. */
    static String picture(int width, int height, List<LineChart> charts) {
        StringBuilder picture = new StringBuilder();
        picture.append(
                String.format(
                        Locale.ROOT,
                        """
                        <!-- Copyright (c) 2026, the kcoro authors -->
                        <!-- SPDX-License-Identifier: BSD-3-Clause -->
                        <svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %1$d %2$d' \
                        width='%1$d' height='%2$d' font-family='sans-serif' font-size='12'>
                          <rect width='%1$d' height='%2$d' fill='white'/>
                        """,
                        width,
                        height));
        charts.forEach(chart -> picture.append(chart.svg));
        return picture.append("</svg>\n").toString();
    }
}
