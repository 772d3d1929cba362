// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Native coroutines in a plain program, on both paths, and what is said where they are not. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EmbeddedNativeIT {

    private static final String FRAGMENT =
            System.getProperty("os.arch").equals("aarch64")
                    ? "org.kcoro.switcher.arm64"
                    : "org.kcoro.switcher.x86_64";

    @TempDir Path folder;

    private JavaProgram program;

    @BeforeEach
    void make() {
        program = new JavaProgram(folder, NativeProgram.class);
    }

    private static List<Path> withFragments() {
        List<Path> jars = new ArrayList<>(JavaProgram.jars());
        jars.add(JavaProgram.jar("switcher.x86_64"));
        jars.add(JavaProgram.jar("switcher.arm64"));
        return jars;
    }

    private String run(List<String> options, List<String> start) throws Exception {
        assertEquals(0, program.run(options, start), program::output);
        return program.output();
    }

    @Test
    void onTheClassPath() throws Exception {
        assertEquals(
                "class ran\n",
                run(
                        List.of("--enable-native-access=ALL-UNNAMED"),
                        program.classPath(withFragments())));
    }

    @Test
    void onTheModulePath() throws Exception {
        assertEquals(
                "module ran\n",
                run(
                        List.of(
                                "--enable-native-access=org.kcoro.switcher",
                                "--add-modules",
                                FRAGMENT),
                        program.modulePath(withFragments(), "org.kcoro.switcher")));
    }

    @Test
    void fromALibraryPath() throws Exception {
        Path library =
                Path.of(
                                FRAGMENT.endsWith("arm64")
                                        ? "../arch-arm64-fragment/src/main/resources/native/linux-aarch64"
                                        : "../arch-x86-64-fragment/src/main/resources/native/linux-x86-64")
                        .toAbsolutePath()
                        .normalize();
        assertEquals(
                "module ran\n",
                run(
                        List.of(
                                "--enable-native-access=org.kcoro.switcher",
                                "-Djava.library.path=" + library),
                        program.modulePath(JavaProgram.jars(), "org.kcoro.switcher")));
    }

    @Test
    void whereNativeAccessIsNotEnabled() throws Exception {
        String onClassPath = run(List.of(), program.classPath(withFragments()));
        assertTrue(onClassPath.contains("--enable-native-access=ALL-UNNAMED"), onClassPath);
        String onModulePath =
                run(List.of(), program.modulePath(withFragments(), "org.kcoro.switcher"));
        assertTrue(
                onModulePath.contains("--enable-native-access=org.kcoro.switcher"), onModulePath);
    }

    @Test
    void withoutTheFragment() throws Exception {
        String said =
                run(
                        List.of("--enable-native-access=ALL-UNNAMED"),
                        program.classPath(JavaProgram.jars()));
        assertTrue(said.contains("add the fragment org.kcoro:" + FRAGMENT), said);
        assertTrue(said.contains("--add-modules " + FRAGMENT), said);
    }

    @Test
    void whereNoTemporaryFileCanBeMade() throws Exception {
        String said =
                run(
                        List.of(
                                "--enable-native-access=ALL-UNNAMED",
                                "-Djava.io.tmpdir=" + folder.resolve("none")),
                        program.classPath(withFragments()));
        assertTrue(said.contains("java.io.tmpdir"), said);
    }
}
