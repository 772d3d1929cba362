// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.scaling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.kcoro.benchmarks.harness.Machine;
import org.kcoro.benchmarks.harness.Processes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;

/**
 * How kcoro's channels scale with their number and with the workers; started by {@code
 * benchmarks/run --scaling DIRECTORY}, where it writes {@code scaling.json} and {@code
 * scaling.svg}. Each system has a process of its own.
 */
public final class Scaling {

    private static final List<Integer> CHANNELS = List.of(1, 10, 100, 1_000, 10_000);
    private static final List<Integer> WORKERS = List.of(1, 2, 4, 8);

    /** While the number of workers differs. */
    private static final int SOME_CHANNELS = 1_000;

    /** While the number of channels differs. */
    private static final int SOME_WORKERS = 2;

    private static final String CONFINED = "kcoro-confined";
    private static final List<String> SYSTEMS = List.of("kcoro", CONFINED);
    private static final int WARM_UPS = 3;
    private static final int SAMPLES = 7;

    private Scaling() {}

    /** With one argument the measurement, with more the process of a system. */
    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("of")) {
            measure(arguments[1]);
            return;
        }
        List<Point> points = new ArrayList<>();
        for (String system : SYSTEMS) {
            List<String> command = Processes.jvm(List.of(), Scaling.class, "of", system);
            Processes.output(command).lines().map(Point::parse).forEach(points::add);
        }
        Path directory = Files.createDirectories(Path.of(arguments[0]));
        write(directory.resolve("scaling.json"), points);
        Files.writeString(directory.resolve("scaling.svg"), picture(points));
    }

    private static void measure(String system) throws Exception {
        for (Measure measure : Measure.values()) {
            for (int channels : CHANNELS) {
                measure(measure, system, SOME_WORKERS, channels);
            }
            for (int workers : WORKERS) {
                if (workers != SOME_WORKERS) {
                    measure(measure, system, workers, SOME_CHANNELS);
                }
            }
        }
    }

    private static void measure(Measure measure, String system, int workers, int channels)
            throws Exception {
        double[] samples = new double[SAMPLES];
        try (Trial trial =
                new Trial(system.equals(CONFINED), workers, channels, measure.operations())) {
            for (int i = -WARM_UPS; i < SAMPLES; i++) {
                double sample = trial.measure(measure);
                if (i >= 0) {
                    samples[i] = sample;
                }
            }
        }
        Point point = Point.of(measure, system, workers, channels, samples);
        System.out.println(point.line());
        System.err.println(
                String.format(
                        Locale.ROOT,
                        "%s of %s, workers: %d, channels: %d: %.2f %s (%.2f to %.2f)",
                        measure.label(),
                        system,
                        workers,
                        channels,
                        point.median(),
                        measure.unit(),
                        point.min(),
                        point.max()));
    }

    private static String picture(List<Point> points) {
        List<LineChart> charts = new ArrayList<>();
        for (Measure measure : Measure.values()) {
            int y = measure.ordinal() * LineChart.HEIGHT;
            String title = measure.unit();
            charts.add(
                    new LineChart(0, y, title, "channels (workers: " + SOME_WORKERS + ")", CHANNELS)
                            .lines(lines(points, measure, CHANNELS, true)));
            charts.add(
                    new LineChart(
                                    LineChart.WIDTH,
                                    y,
                                    title,
                                    "workers (channels: " + SOME_CHANNELS + ")",
                                    WORKERS)
                            .lines(lines(points, measure, WORKERS, false)));
        }
        return LineChart.picture(2 * LineChart.WIDTH, 2 * LineChart.HEIGHT, charts);
    }

    private static Map<String, List<Double>> lines(
            List<Point> points, Measure measure, List<Integer> values, boolean ofChannels) {
        Map<String, List<Double>> lines = new LinkedHashMap<>();
        for (String system : SYSTEMS) {
            List<Double> line = new ArrayList<>();
            for (int value : values) {
                int workers = ofChannels ? SOME_WORKERS : value;
                int channels = ofChannels ? value : SOME_CHANNELS;
                line.add(
                        points.stream()
                                .filter(p -> p.measure() == measure && p.system().equals(system))
                                .filter(p -> p.workers() == workers && p.channels() == channels)
                                .findFirst()
                                .orElseThrow()
                                .median());
            }
            lines.put(system, line);
        }
        return lines;
    }

    private static void write(Path file, List<Point> points) throws IOException {
        try (JsonGenerator json =
                new JsonFactory().createGenerator(Files.newBufferedWriter(file))) {
            json.setPrettyPrinter(new DefaultPrettyPrinter());
            json.writeStartArray();
            json.writeStartObject();
            json.writeObjectFieldStart("machine");
            for (Map.Entry<String, Object> fact : Machine.describe().entrySet()) {
                json.writePOJOField(fact.getKey(), fact.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
            for (Point point : points) {
                json.writeStartObject();
                json.writeStringField("measure", point.measure().label());
                json.writeStringField("system", point.system());
                json.writeNumberField("workers", point.workers());
                json.writeNumberField("channels", point.channels());
                json.writeStringField("unit", point.measure().unit());
                json.writeNumberField("median", point.median());
                json.writeNumberField("min", point.min());
                json.writeNumberField("max", point.max());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeRaw('\n');
        }
    }
}
