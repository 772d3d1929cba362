// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** The facts about a run that make its figures comparable, or not. */
public final class Machine {

    private Machine() {}

    /**
     * The facts.
     *
     * @param go the version of Go, or null when it takes no part
     */
    static Map<String, Object> describe(Plan plan, String go) throws IOException {
        Map<String, Object> facts = describe();
        facts.put("go", go == null ? "" : go);
        facts.put("quick", plan == Plan.QUICK);
        facts.put(
                "plan",
                "%d processes, %d warm-ups and %d iterations of %d ms each"
                        .formatted(
                                plan.rounds(), plan.warmUps(), plan.iterations(), plan.millis()));
        return facts;
    }

    /** The facts about machine and moment. */
    public static Map<String, Object> describe() throws IOException {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("cpu", cpu());
        facts.put("cores", Runtime.getRuntime().availableProcessors());
        facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("jdk", System.getProperty("java.vm.vendor") + " " + Runtime.version());
        facts.put("flags", String.join(" ", JvmRunner.JVM_OPTIONS));
        facts.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put("kcoro", System.getProperty("kcoro.benchmarks.commit", ""));
        facts.put("load", load());
        return facts;
    }

    /** How many processes wanted a processor in the last minute; empty where it is not told. */
    static String load() throws IOException {
        Path load = Path.of("/proc/loadavg");
        return Files.exists(load) ? Files.readString(load).split(" ")[0] : "";
    }

    private static String cpu() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        if (Files.exists(info)) {
            for (String line : Files.readAllLines(info)) {
                if (line.startsWith("model name")) {
                    return line.substring(line.indexOf(':') + 1).strip();
                }
            }
        }
        return System.getProperty("os.arch");
    }
}
