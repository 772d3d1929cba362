// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.jcstress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A run of jcstress in a JVM of its own, which starts further ones.
 *
 * @param exitCode not zero when something forbidden was seen, or a test could not be run
 */
record StressRun(int exitCode, String output) {

    private static final Pattern RESULTS =
            Pattern.compile(
                    "\\(Results: (\\d+) planned; (\\d+) passed, (\\d+) failed, (\\d+) soft errs,"
                            + " (\\d+) hard errs\\)");

    /** Runs the tests whose names match. */
    static StressRun of(Path folder, String tests, List<String> options)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "org.openjdk.jcstress.Main",
                                "-t",
                                tests,
                                // One configuration of the JVM, compiled as in a program.
                                "-jvmArgs",
                                "-Xmx256m",
                                "-sc",
                                "false",
                                "-f",
                                "1",
                                "-fsm",
                                "1",
                                "-r",
                                folder.resolve("report").toString()));
        command.addAll(options);
        Path output = folder.resolve("output.txt");
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            // A safety net: a test of jcstress that hangs has none.
            boolean ended = process.waitFor(8, TimeUnit.MINUTES);
            return new StressRun(ended ? process.exitValue() : -1, Files.readString(output));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** How many runs have passed; -1 when one was planned that did not. */
    int passed() {
        Matcher results = RESULTS.matcher(output);
        int passed = -1;
        while (results.find()) {
            boolean all = results.group(1).equals(results.group(2));
            passed = all ? Integer.parseInt(results.group(2)) : -1;
        }
        return passed;
    }
}
