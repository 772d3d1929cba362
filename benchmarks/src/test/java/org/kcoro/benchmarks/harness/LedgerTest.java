// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.benchmarks.Work;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** The records are as promised; and a faulty one is noticed. */
class LedgerTest {

    private static Measurement measurement(
            Work work, String system, int workers, double... values) {
        Measurement measurement = new Measurement(work, system, workers, "a note");
        for (double value : values) {
            measurement.add(List.of(new Sample(value, 2 * value)));
        }
        return measurement;
    }

    private static ArrayNode written() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Ledger.write(
                out,
                Machine.describe(Plan.QUICK, "go version"),
                List.of(
                        List.of(
                                measurement(Work.SWITCH, "kcoro", 1, 100, 90, 130),
                                measurement(Work.SWITCH, "kcoro", 2, 60, 50, 99, 70)),
                        List.of(measurement(Work.PARKED_BYTES, "jdk", 1, 1000))));
        return (ArrayNode) new ObjectMapper().readTree(out.toByteArray());
    }

    @Test
    void recordsAreAsPromised() throws IOException {
        assertEquals(List.of(), RecordShape.faults(written()));
    }

    @Test
    void everyWorkIsAsPromised() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Ledger.write(
                out,
                Machine.describe(Plan.QUICK, null),
                Stream.of(Work.values())
                        .map(work -> List.of(measurement(work, "disruptor", 1, 10)))
                        .toList());
        assertEquals(List.of(), RecordShape.faults(new ObjectMapper().readTree(out.toByteArray())));
    }

    @Test
    void theBetterNumberOfWorkersIsTheRecord() throws IOException {
        JsonNode best = written().get(1);
        assertEquals(2, best.path("workers").asInt());
        assertEquals(65, best.path("median").asDouble());
        assertEquals(50, best.path("min").asDouble());
        assertEquals(99, best.path("max").asDouble());
        assertEquals(130, best.path("cpu_median").asDouble());
        assertEquals(4, best.path("samples").asInt());
        assertEquals(100, best.path("all").path(0).path("median").asDouble());
    }

    @Test
    void theHigherRateIsTheRecord() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Work work = Work.DESCRIPTORS_4X4;
        Ledger.write(
                out,
                Machine.describe(Plan.QUICK, null),
                List.of(
                        List.of(
                                measurement(work, "kcoro", 1, 100),
                                measurement(work, "kcoro", 2, 300))));
        JsonNode file = new ObjectMapper().readTree(out.toByteArray());
        assertEquals(List.of(), RecordShape.faults(file));
        assertEquals(2, file.path(1).path("workers").asInt());
    }

    static Stream<Arguments> plantedFaults() {
        return Stream.of(
                planted("no machine", file -> file.remove(0)),
                planted("no go", file -> object(file.path(0).path("machine")).remove("go")),
                planted("no samples", file -> object(file.get(1)).remove("samples")),
                planted("no CPU time", file -> object(file.get(1)).remove("cpu_median")),
                planted("text for a number", file -> object(file.get(1)).put("median", "65")),
                planted("median too high", file -> object(file.get(1)).put("median", 1000)),
                planted("another unit", file -> object(file.get(2)).put("unit", "ns")),
                planted("an unknown work", file -> object(file.get(1)).put("work", "twist")),
                planted("an unknown system", file -> object(file.get(1)).put("system", "c")),
                planted("no all", file -> object(file.get(1)).remove("all")),
                planted("no note", file -> object(file.get(2)).remove("note")),
                planted("twice", file -> file.add(file.get(1).deepCopy())),
                planted(
                        "the worse number of workers",
                        file -> {
                            ObjectNode worse = object(file.path(1).path("all").get(0).deepCopy());
                            worse.set("all", file.path(1).path("all"));
                            file.set(1, worse);
                        }));
    }

    private static Arguments planted(String name, Consumer<ArrayNode> fault) {
        return Arguments.of(name, fault);
    }

    private static ObjectNode object(JsonNode node) {
        return (ObjectNode) node;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("plantedFaults")
    void aFaultyRecordIsNoticed(String name, Consumer<ArrayNode> fault) throws IOException {
        ArrayNode file = written();
        fault.accept(file);
        assertFalse(RecordShape.faults(file).isEmpty(), name);
    }
}
