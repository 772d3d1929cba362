// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.harness;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;

/**
 * Writes results: an array with the machine first, then one record for each work and system, the
 * better of its numbers of workers, with the records of all of them in {@code all}.
 */
final class Ledger {

    private Ledger() {}

    static void write(Path file, Map<String, Object> machine, List<List<Measurement>> rows)
            throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            write(out, machine, rows);
        }
    }

    /**
     * Writes and flushes.
     *
     * @param rows for each work and system its measurements, by number of workers
     */
    static void write(OutputStream out, Map<String, Object> machine, List<List<Measurement>> rows)
            throws IOException {
        JsonGenerator json = new JsonFactory().createGenerator(out);
        json.setPrettyPrinter(new DefaultPrettyPrinter());
        json.writeStartArray();
        json.writeStartObject();
        json.writeObjectFieldStart("machine");
        for (Map.Entry<String, Object> fact : machine.entrySet()) {
            json.writePOJOField(fact.getKey(), fact.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
        for (List<Measurement> row : rows) {
            json.writeStartObject();
            Measurement best = row.stream().min(Measurement.bestFirst()).orElseThrow();
            writeFields(json, best);
            json.writeArrayFieldStart("all");
            for (Measurement each : row) {
                json.writeStartObject();
                writeFields(json, each);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeRaw('\n');
        json.flush();
    }

    private static void writeFields(JsonGenerator json, Measurement m) throws IOException {
        json.writeStringField("work", m.work().label());
        json.writeStringField("system", m.system());
        json.writeNumberField("workers", m.workers());
        json.writeStringField("unit", m.work().unit());
        json.writeNumberField("median", rounded(m.median()));
        json.writeNumberField("min", rounded(m.min()));
        json.writeNumberField("max", rounded(m.max()));
        json.writeNumberField("cpu_median", rounded(m.cpuMedian()));
        json.writeNumberField("samples", m.samples());
        if (!m.note().isEmpty()) {
            json.writeStringField("note", m.note());
        }
    }

    /** A tenth of a nanosecond or byte is more than any of them is worth. */
    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
