// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kcoro.benchmarks.SubjectProvider;
import org.kcoro.benchmarks.Work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A measurement in a process of its own gives samples, or an error. */
@Timeout(120)
class JvmRunnerTest {

    private static final Plan SHORT = new Plan(1, 0, 2, 50, 1000, 1000);

    @TempDir Path directory;

    @BeforeAll
    static void besideOthers() {
        System.setProperty("jmh.ignoreLock", "true");
    }

    private Path log() {
        return directory.resolve("log");
    }

    private List<Sample> measure(String system, int patienceSeconds) throws Exception {
        return new JvmRunner(SubjectProvider.of(system), log(), patienceSeconds)
                .measure(Work.BUFFERED_16, 1, SHORT);
    }

    @Test
    void aSoundSystemIsMeasured() throws Exception {
        assertEquals(2, measure("jdk", JvmRunner.PATIENCE_SECONDS).size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "planted-losing | something was lost or came twice",
                "planted-hanging | InterruptedException"
            })
    void aFaultIsAnError(String system, String reason) throws Exception {
        assertThrows(Exception.class, () -> measure(system, 1));
        String log = Files.readString(log());
        assertTrue(log.contains(reason), log);
    }
}
