// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ReportTest {

    private static Map<String, Object> report() {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("input", "a \"quoted\" größe.txt");
        report.put("bytes", 12L);
        report.put("lines", 1L);
        report.put("distinct", 2);
        report.put("top", List.of(List.of("be", 2L), List.of("to", 1L)));
        report.put(
                "channels",
                List.of(
                        Map.of(
                                "name",
                                "lines",
                                "kind",
                                "buffered",
                                "recvs",
                                1L,
                                "bytes_recv",
                                12L)));
        report.put("processes", 2);
        report.put("seconds", 0.25);
        return report;
    }

    @Test
    void theJsonIsOneObjectInTheOrderOfTheReport() throws IOException {
        Map<String, Object> report = report();
        report.remove("channels");
        assertEquals(
                "{\"input\":\"a \\\"quoted\\\" größe.txt\",\"bytes\":12,\"lines\":1,\"distinct\":2,"
                        + "\"top\":[[\"be\",2],[\"to\",1]],\"processes\":2,\"seconds\":0.25}\n",
                Report.json(report));
    }

    @Test
    void theTableShowsWordsAndChannels() {
        String table = Report.table(report());
        assertTrue(table.contains("2  be"), table);
        assertTrue(table.contains("lines    buffered            1           12"), table);
    }

    @Test
    void anOutputThatIsGoneIsAnError() {
        PrintStream gone =
                new PrintStream(
                        new OutputStream() {
                            @Override
                            public void write(int b) throws IOException {
                                throw new IOException("broken pipe");
                            }
                        });
        assertThrows(IOException.class, () -> Report.print(report(), true, gone));
    }
}
