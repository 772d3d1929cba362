// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.harness;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/** What others rely on in the file that {@code benchmarks/run} writes. */
final class RecordShape {

    private static final Set<String> MACHINE =
            Set.of("cpu", "cores", "kernel", "jdk", "flags", "date", "go");
    private static final Set<String> SYSTEMS =
            Set.of(
                    "kcoro",
                    "kcoro-confined",
                    "kcoro-jdk",
                    "kotlinx",
                    "jox",
                    "jdk",
                    "disruptor",
                    "jctools",
                    "go",
                    "raw",
                    "continuation");
    private static final Map<String, String> UNITS =
            Map.ofEntries(
                    Map.entry("switch", "ns"),
                    Map.entry("native-switch", "ns"),
                    Map.entry("spawn", "ns"),
                    Map.entry("skynet", "ns"),
                    Map.entry("parked-bytes", "bytes"),
                    Map.entry("rendezvous", "ns"),
                    Map.entry("pingpong", "ns"),
                    Map.entry("buffered-16", "ns"),
                    Map.entry("buffered-1024", "ns"),
                    Map.entry("unlimited", "ns"),
                    Map.entry("conflated", "ns"),
                    Map.entry("select-2", "ns"),
                    Map.entry("mpmc-4x4", "ns"),
                    Map.entry("descriptors-4x4", "ops/s"),
                    Map.entry("descriptors-4x4-batched", "ops/s"),
                    Map.entry("ipc-rtt", "ns"),
                    Map.entry("ipc-pipelined", "ops/s"));
    private static final List<String> NUMBERS = List.of("median", "min", "max", "cpu_median");

    private final List<String> faults = new ArrayList<>();

    private RecordShape() {}

    /** The faults of a file; none if it is as promised. */
    static List<String> faults(JsonNode file) {
        RecordShape shape = new RecordShape();
        shape.file(file);
        return shape.faults;
    }

    private void expect(boolean condition, String fault) {
        if (!condition) {
            faults.add(fault);
        }
    }

    private void file(JsonNode file) {
        expect(file.isArray(), "it is no array");
        JsonNode machine = file.path(0).path("machine");
        for (String fact : MACHINE) {
            expect(machine.has(fact), "the first element's machine lacks " + fact);
        }
        expect(machine.path("cores").isInt(), "cores is no number");
        Set<String> seen = new HashSet<>();
        for (int i = 1; i < file.size(); i++) {
            JsonNode each = file.get(i);
            String key = each.path("work").asText() + " " + each.path("system").asText();
            record(key, each);
            expect(seen.add(key), key + " occurs twice");
            all(key, each);
        }
    }

    private void record(String key, JsonNode each) {
        String work = each.path("work").asText();
        expect(UNITS.containsKey(work), key + ": unknown work");
        expect(SYSTEMS.contains(each.path("system").asText()), key + ": unknown system");
        expect(each.path("workers").asInt() >= 1, key + ": workers");
        expect(each.path("unit").asText().equals(UNITS.get(work)), key + ": unit");
        expect(each.path("samples").asInt() >= 1, key + ": samples");
        for (String number : NUMBERS) {
            expect(each.path(number).isNumber(), key + ": " + number + " is no number");
            expect(each.path(number).asDouble() > 0, key + ": " + number + " is not positive");
        }
        double median = each.path("median").asDouble();
        expect(
                each.path("min").asDouble() <= median && median <= each.path("max").asDouble(),
                key + ": median does not lie between min and max");
        if (each.path("system").asText().equals("jdk")) {
            expect(each.path("note").isTextual(), key + ": the note does not name what it is");
        }
    }

    private void all(String key, JsonNode best) {
        JsonNode all = best.path("all");
        expect(all.isArray() && !all.isEmpty(), key + ": all is no array of records");
        Set<Integer> workers = new HashSet<>();
        for (JsonNode each : all) {
            record(key + " in all", each);
            expect(
                    each.path("work").equals(best.path("work"))
                            && each.path("system").equals(best.path("system")),
                    key + ": all holds another's record");
            expect(workers.add(each.path("workers").asInt()), key + ": workers occur twice in all");
            double ours = best.path("median").asDouble();
            double other = each.path("median").asDouble();
            expect(
                    best.path("unit").asText().equals("ops/s") ? ours >= other : ours <= other,
                    key + ": it is not the better one of all");
        }
        expect(workers.contains(best.path("workers").asInt()), key + ": it is not one of all");
    }
}
