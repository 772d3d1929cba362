// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.nativecode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.kcoro.fixtures.Tool;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A processor of the native switcher: its sources, and the tools to build and run code for it. */
enum Machine {
    X86_64(
            "arch-x86-64-fragment",
            "native/linux-x86-64/libkcoro_switcher_x86_64.so",
            "x86-64",
            List.of("amd64", "x86_64"),
            "x86_64-linux-gnu-"),
    AARCH64(
            "arch-arm64-fragment",
            "native/linux-aarch64/libkcoro_switcher_aarch64.so",
            "aarch64",
            List.of("aarch64"),
            "aarch64-linux-gnu-");

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private final String fragment;
    private final String resource;
    private final String name;
    private final List<String> architectures;
    private final String toolPrefix;

    Machine(
            String fragment,
            String resource,
            String name,
            List<String> architectures,
            String toolPrefix) {
        this.fragment = fragment;
        this.resource = resource;
        this.name = name;
        this.architectures = architectures;
        this.toolPrefix = toolPrefix;
    }

    /** What a process has said, and how it ended. */
    record Outcome(int exit, String output) {}

    Path source() {
        return ROOT.resolve(fragment).resolve("src/main/native/switcher.S");
    }

    /** The library that is kept in the repository. */
    Path library() {
        return ROOT.resolve(fragment).resolve("src/main/resources").resolve(resource);
    }

    private boolean isThis() {
        return architectures.contains(System.getProperty("os.arch"));
    }

    /** Makes a library of a source. */
    Path rebuild(Path source, Path folder) throws IOException, InterruptedException {
        require(isThis() ? "as" : toolPrefix + "as", "the libraries are not rebuilt");
        Path made = folder.resolve(library().getFileName());
        Outcome outcome =
                run(
                        List.of(
                                ROOT.resolve(fragment).resolve("rebuild").toString(),
                                source.toString(),
                                made.toString()));
        assertEquals(0, outcome.exit(), outcome.output());
        return made;
    }

    /** Compiles the checker for it. */
    Path checker(Path folder) throws IOException, InterruptedException {
        String compiler = isThis() ? "cc" : toolPrefix + "gcc";
        require(compiler, "the switcher is not checked");
        Path made = folder.resolve("check-" + name);
        Path sources = Path.of("native").toAbsolutePath();
        Outcome outcome =
                run(
                        List.of(
                                compiler,
                                "-std=gnu11",
                                "-Wall",
                                "-Wextra",
                                "-Werror",
                                "-O1",
                                "-fno-omit-frame-pointer",
                                "-I" + ROOT.resolve("bundles/switcher/src/main/resources/include"),
                                "-o",
                                made.toString(),
                                sources.resolve("check.c").toString(),
                                sources.resolve("across-" + name + ".S").toString(),
                                "-ldl"));
        assertEquals(0, outcome.exit(), outcome.output());
        return made;
    }

    /**
     * Runs the checker on a library.
     *
     * @param processor of the emulator, where there is one
     */
    Outcome check(Path checker, Path library, String processor)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (!isThis()) {
            String emulator = "qemu-aarch64-static";
            require(emulator, "the switcher is not checked");
            command.addAll(List.of(emulator, "-cpu", processor, "-L", "/usr/aarch64-linux-gnu"));
        }
        command.addAll(List.of(checker.toString(), library.toString()));
        return run(command);
    }

    /** Whether code for it runs here: an emulator runs AArch64 on x86-64, and not the reverse. */
    boolean runs() {
        return isThis() || this == AARCH64;
    }

    /** Whether it is emulated. */
    boolean isEmulated() {
        return !isThis();
    }

    private static Outcome run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes());
        return new Outcome(process.waitFor(), output);
    }

    private static void require(String tool, String consequence) {
        Tool.require(
                tool, consequence, "the packages gcc, gcc-aarch64-linux-gnu and qemu-user-static");
    }
}
