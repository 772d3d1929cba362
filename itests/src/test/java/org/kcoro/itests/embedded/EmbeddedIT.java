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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code org.kcoro} in a plain program, on the class path and on the module path. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EmbeddedIT {

    @TempDir Path folder;

    private JavaProgram program;

    @BeforeEach
    void make() {
        program = new JavaProgram(folder, Program.class);
    }

    private List<String> classPath() throws Exception {
        return program.classPath(JavaProgram.jars());
    }

    private List<String> modulePath(List<Path> jars) throws Exception {
        return program.modulePath(jars, "org.kcoro");
    }

    private int java(List<String> options, List<String> start) throws Exception {
        return program.run(options, start);
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
        assertEquals(0, java(options, classPath()), program::output);
        assertEquals("class " + switcher + " hello\n", program.output());
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
        assertEquals(0, java(options, modulePath(JavaProgram.jars())), program::output);
        assertEquals("module " + switcher + " hello\n", program.output());
    }

    @Test
    void whereNothingIsOpenedItRunsOnTheJdksOwn() throws Exception {
        assertEquals(0, java(List.of(), classPath()), program::output);
        assertEquals("class jdk hello\n", program.output());
        assertEquals(0, java(List.of(), modulePath(JavaProgram.jars())), program::output);
        assertEquals("module jdk hello\n", program.output());
    }

    @Test
    void aModuleThatIsMissingIsNamed() throws Exception {
        List<Path> jars = new ArrayList<>(JavaProgram.jars());
        assertTrue(jars.removeIf(jar -> jar.endsWith("org.kcoro.channels.jar")));
        assertNotEquals(0, java(List.of(), modulePath(jars)));
        assertTrue(program.output().contains("org.kcoro.channels"), program::output);
    }
}
