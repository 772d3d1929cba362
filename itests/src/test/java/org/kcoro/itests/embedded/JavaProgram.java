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

import org.kcoro.itests.KcoroProcess;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A program with a class of ours and the jars of kcoro, in a process, on either path. */
final class JavaProgram {

    private final Path folder;
    private final Class<?> main;
    private String output;

    JavaProgram(Path folder, Class<?> main) {
        this.folder = folder;
        this.main = main;
    }

    /** What a program that depends on {@code org.kcoro} has on its path, without libraries. */
    static List<Path> jars() {
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
            jars.add(jar(name));
        }
        return jars;
    }

    /** The jar of a bundle. */
    static Path jar(String name) {
        return KcoroProcess.DISTRIBUTION.resolve("bundles/org.kcoro." + name + ".jar");
    }

    private static String path(Stream<Path> entries) {
        return entries.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** Runs Java with the path of a socket, and keeps what it says. */
    int run(List<String> options, List<String> start) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(start);
        command.add(folder.resolve("s").toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor();
    }

    /** What the last run has said. */
    String output() {
        return output;
    }

    /** How it is started on the class path. */
    List<String> classPath(List<Path> jars) throws Exception {
        Path classes = Path.of(main.getProtectionDomain().getCodeSource().getLocation().toURI());
        return List.of(
                "-cp", path(Stream.concat(jars.stream(), Stream.of(classes))), main.getName());
    }

    /** Makes a module of the program, against all of kcoro; how it is started with some jars. */
    List<String> modulePath(List<Path> jars, String required) throws Exception {
        Path descriptor =
                Files.writeString(
                        folder.resolve("module-info.java"),
                        "module program { requires " + required + "; }");
        Path module = folder.resolve("program");
        Path source =
                Path.of("src/test/java", main.getName().replace('.', '/') + ".java")
                        .toAbsolutePath();
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
                                source.toString());
        assertEquals(0, compiled);
        return List.of(
                "--module-path",
                path(Stream.concat(jars.stream(), Stream.of(module))),
                "--module",
                "program/" + main.getName());
    }
}
