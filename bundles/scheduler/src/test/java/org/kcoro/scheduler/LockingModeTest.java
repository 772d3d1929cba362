// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Under {@code -XX:LockingMode=1} the JVM itself knows exactly which continuation holds a monitor:
 * it must find one that does, and none among our own waits.
 */
@Tag("heavy")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LockingModeTest {

    private static String run(Class<?> main, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:LockingMode=1",
                                "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED",
                                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                main.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), output);
        return output;
    }

    @Test
    void aMonitorHeldAcrossAWaitIsFound() throws Exception {
        String output = run(HeldMonitor.class);
        assertTrue(output.contains("coroutine holds cannot be suspended here"), output);
        assertTrue(output.contains("it holds a monitor"), output);
    }

    @Test
    void noneOfOurWaitsHoldsOne() throws Exception {
        String seconds = Effort.isCi() ? "10" : "1";
        String output = run(ConservationStress.class, "continuation", "2", seconds, "1");
        assertTrue(output.contains(" runs"), output);
    }
}
