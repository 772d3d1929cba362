// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.embedded;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kcoro.itests.KcoroProcess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code org.kcoro} in a plain program, on the class path and on the module path. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EmbeddedIT {

    private static final String PROGRAM = Program.class.getName();
    private static final Path SOURCE =
            Path.of("src/test/java", PROGRAM.replace('.', '/') + ".java").toAbsolutePath();

    @TempDir Path folder;

    private String output;

    /** What a program that depends on {@code org.kcoro} has on its path. */
    private static List<Path> jars() {
        List<Path> jars = new ArrayList<>();
        jars.add(KcoroProcess.DISTRIBUTION.resolve("lib/feeder/org.kcoro.jar"));
        for (String name :
                List.of(
                        "port",
                        "switcher",
                        "scheduler",
                        "channels",
                        "actors",
                        "zref",
                        "protocol",
                        "ipc")) {
            jars.add(KcoroProcess.DISTRIBUTION.resolve("bundles/org.kcoro." + name + ".jar"));
        }
        return jars;
    }

    private static String path(Stream<Path> entries) {
        return entries.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** Runs Java, and keeps what it says. */
    private int java(List<String> options, List<String> program) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(program);
        command.add(folder.resolve("s").toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor();
    }

    private List<String> classPath() throws Exception {
        Path classes =
                Path.of(Program.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        return List.of("-cp", path(Stream.concat(jars().stream(), Stream.of(classes))), PROGRAM);
    }

    /** Makes a module of the program, against the modules of kcoro. */
    private List<String> modulePath(List<Path> jars) throws Exception {
        Path descriptor =
                Files.writeString(
                        folder.resolve("module-info.java"),
                        "module program { requires org.kcoro; }");
        Path module = folder.resolve("program");
        int compiled =
                ToolProvider.findFirst("javac")
                        .orElseThrow()
                        .run(
                                System.out,
                                System.err,
                                "--module-path",
                                path(jars().stream()),
                                "-d",
                                module.toString(),
                                descriptor.toString(),
                                SOURCE.toString());
        assertEquals(0, compiled);
        return List.of(
                "--module-path",
                path(Stream.concat(jars.stream(), Stream.of(module))),
                "--module",
                "program/" + PROGRAM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"virtual-thread", "continuation"})
    void onTheClassPathAsTheGuideSays(String switcher) throws Exception {
        List<String> options =
                List.of(
                        "--add-opens",
                        "java.base/java.lang=ALL-UNNAMED",
                        "--add-exports",
                        "java.base/jdk.internal.vm=ALL-UNNAMED",
                        "-Dkcoro.switcher=" + switcher);
        assertEquals(0, java(options, classPath()), () -> output);
        assertEquals("class " + switcher + " hello\n", output);
    }

    @ParameterizedTest
    @ValueSource(strings = {"virtual-thread", "continuation"})
    void onTheModulePathAsTheGuideSays(String switcher) throws Exception {
        List<String> options =
                List.of(
                        "--add-opens",
                        "java.base/java.lang=org.kcoro.switcher",
                        "--add-exports",
                        "java.base/jdk.internal.vm=org.kcoro.switcher",
                        "-Dkcoro.switcher=" + switcher);
        assertEquals(0, java(options, modulePath(jars())), () -> output);
        assertEquals("module " + switcher + " hello\n", output);
    }

    @Test
    void whereNothingIsOpenedItRunsOnTheJdksOwn() throws Exception {
        assertEquals(0, java(List.of(), classPath()), () -> output);
        assertEquals("class jdk hello\n", output);
        assertEquals(0, java(List.of(), modulePath(jars())), () -> output);
        assertEquals("module jdk hello\n", output);
    }

    @Test
    void aModuleThatIsMissingIsNamed() throws Exception {
        List<Path> jars = new ArrayList<>(jars());
        assertTrue(jars.removeIf(jar -> jar.endsWith("org.kcoro.channels.jar")));
        assertNotEquals(0, java(List.of(), modulePath(jars)));
        assertTrue(output.contains("org.kcoro.channels"), output);
    }
}
