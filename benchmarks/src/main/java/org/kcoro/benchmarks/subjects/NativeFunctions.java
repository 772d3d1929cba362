// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The C side of the work native-switch, which the system's compiler makes. */
final class NativeFunctions {

    private static final String COMPILER = "cc";
    private static final long STACK_BYTES = 64 * 1024;
    private static final long CONTROL_BLOCK_BYTES = 64;

    private static NativeFunctions compiled;

    private final SymbolLookup bodies;

    private NativeFunctions(SymbolLookup bodies) {
        this.bodies = bodies;
    }

    /** Whether they can be had here. */
    static boolean areThere() {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, COMPILER)));
    }

    /** They, compiled at the first call. */
    static synchronized NativeFunctions compiled() throws IOException, InterruptedException {
        if (compiled == null) {
            compiled = compile();
        }
        return compiled;
    }

    private static NativeFunctions compile() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("kcoro-benchmarks");
        Path header = copy("include/kcoro/coroutine.h", folder.resolve("kcoro/coroutine.h"));
        Path source = copy("native/bodies.c", folder.resolve("bodies.c"));
        Path library = folder.resolve("libbodies.so");
        Process compiler =
                new ProcessBuilder(
                                COMPILER,
                                "-O2",
                                "-fPIC",
                                "-shared",
                                "-I" + folder,
                                "-o",
                                library.toString(),
                                source.toString())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(compiler.getInputStream().readAllBytes());
        if (compiler.waitFor() != 0) {
            throw new IOException(output);
        }
        SymbolLookup bodies = SymbolLookup.libraryLookup(library, Arena.global());
        for (Path file : List.of(header, header.getParent(), source, library, folder)) {
            Files.delete(file);
        }
        return new NativeFunctions(bodies);
    }

    private static Path copy(String resource, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        try (InputStream in =
                NativeFunctions.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("there is no " + resource + " on the class path");
            }
            Files.copy(in, file);
        }
        return file;
    }

    /** A body that answers each value, plus one. */
    MemorySegment echo() {
        return bodies.findOrThrow("echo");
    }

    /** Round trips in C, with nothing of Java's but the call of the loop. */
    long roundTripsInC(long count) throws Throwable {
        String processor = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86-64";
        Path file =
                copy(
                        "native/linux-"
                                + processor
                                + "/libkcoro_switcher_"
                                + processor.replace('-', '_')
                                + ".so",
                        Files.createTempDirectory("kcoro-benchmarks").resolve("switcher.so"));
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup switcher = SymbolLookup.libraryLookup(file, arena);
            Files.delete(file);
            Files.delete(file.getParent());
            MemorySegment self =
                    arena.allocate(STACK_BYTES, CONTROL_BLOCK_BYTES)
                            .asSlice(STACK_BYTES - CONTROL_BLOCK_BYTES);
            MethodHandle prepare =
                    Linker.nativeLinker()
                            .downcallHandle(
                                    switcher.findOrThrow("kc_prepare"),
                                    FunctionDescriptor.ofVoid(
                                            ValueLayout.ADDRESS,
                                            ValueLayout.ADDRESS,
                                            ValueLayout.ADDRESS));
            MethodHandle loop =
                    Linker.nativeLinker()
                            .downcallHandle(
                                    bodies.findOrThrow("round_trips"),
                                    FunctionDescriptor.of(
                                            ValueLayout.JAVA_LONG,
                                            ValueLayout.ADDRESS,
                                            ValueLayout.ADDRESS,
                                            ValueLayout.JAVA_LONG));
            prepare.invokeExact(self, echo(), MemorySegment.NULL);
            return (long) loop.invokeExact(switcher.findOrThrow("kc_resume"), self, count);
        }
    }
}
