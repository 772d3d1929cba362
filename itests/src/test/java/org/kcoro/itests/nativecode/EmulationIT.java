// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.nativecode;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Tests of the switchers, and of what stands on them, on an emulated AArch64 JDK. It proves the
 * calling convention, and not the order in which memory becomes visible, nor time.
 */
@EnabledIfSystemProperty(
        named = "kcoro.ci",
        matches = "true",
        disabledReason = "it fetches a JDK; only in CI")
@Timeout(value = 1800, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EmulationIT {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String SWITCHER = "org.kcoro.switcher.";
    private static final String SCHEDULER = "org.kcoro.scheduler.";
    private static final String CHANNELS = "org.kcoro.channels.";
    private static final String ORDINARY = "neoverse-n1";
    private static final Pattern PASSED = Pattern.compile("aarch64: (\\d+) passed, 0 failed\n");

    /** The classes and tests of the bundles, and what runs tests. */
    private static String classPath() {
        Stream<Path> ours =
                Stream.of(
                                "port",
                                "simulation",
                                "switcher",
                                "scheduler",
                                "channels",
                                "zref",
                                "protocol",
                                "ipc")
                        .flatMap(
                                name ->
                                        Stream.of(
                                                ROOT.resolve("bundles/" + name + "/target/classes"),
                                                ROOT.resolve(
                                                        "bundles/"
                                                                + name
                                                                + "/target/test-classes")));
        Stream<Path> others =
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(Path::of);
        return Stream.concat(ours, others)
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The folder of a bundle's tests. */
    private static String tests(String bundle) {
        return ROOT.resolve("bundles/" + bundle + "/target/test-classes").toString();
    }

    private static String run(String processor, String... classes) throws Exception {
        Process jdk =
                new ProcessBuilder(ROOT.resolve(".ci/aarch64-jdk").toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String root = new String(jdk.getInputStream().readAllBytes()).strip();
        assertEquals(0, jdk.waitFor(), "there is no JDK for AArch64, for the reason above");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "qemu-aarch64-static",
                                "-cpu",
                                processor,
                                "-L",
                                root,
                                root + "/usr/lib/jvm/java-25-openjdk-arm64/bin/java",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Xmx256m",
                                "-Djdk.lang.Process.launchMechanism=FORK",
                                "-Dkcoro.ci=true",
                                "-Dkcoro.checkMonitors=true",
                                "-Dkcoro.cc=aarch64-linux-gnu-gcc",
                                "--enable-native-access=ALL-UNNAMED",
                                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                                "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED",
                                "-cp",
                                classPath(),
                                EmulatedTests.class.getName()));
        command.addAll(List.of(classes));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), output);
        output.lines().filter(line -> line.startsWith("left out")).forEach(System.out::println);
        return output;
    }

    private static void assertPassed(String output, int least) {
        Matcher passed = PASSED.matcher(output);
        assertTrue(passed.find() && Integer.parseInt(passed.group(1)) >= least, output);
    }

    @Test
    void theSwitchersPassThere() throws Exception {
        assertPassed(
                run(
                        ORDINARY,
                        SWITCHER + "NativeCoroutineTest",
                        SWITCHER + "NativeBadInputTest",
                        SWITCHER + "NativeManyTest",
                        SWITCHER + "ContextSwitchersTest",
                        SWITCHER + "internal.nativecode.StackPoolTest",
                        SWITCHER + "internal.nativecode.SwitcherLibraryTest"),
                60);
    }

    @Test
    void callsOfCCodePassThere() throws Exception {
        assertPassed(
                run(ORDINARY, SCHEDULER + "NativeCallTest", "org.kcoro.zref.NativePayloadsTest"),
                30);
    }

    /** All that are not heavy, on all three switchers in Java. */
    @Test
    void coroutinesPassThere() throws Exception {
        assertPassed(run(ORDINARY, tests("scheduler")), 1000);
    }

    @Test
    void channelsPassThere() throws Exception {
        assertPassed(run(ORDINARY, tests("channels")), 1500);
    }

    /** Where the kernel's structures are laid out otherwise. */
    @Test
    void socketsOfPacketsPassThere() throws Exception {
        assertPassed(run(ORDINARY, "org.kcoro.ipc.UnixSeqpacketTransportTest"), 11);
    }

    /** With the fragment for AArch64 resolved, and that for x86-64 not. */
    @Test
    void theContainerStartsThere() throws Exception {
        String container = "org.kcoro.itests.container.NativeFragmentsIT#";
        assertPassed(
                run(
                        ORDINARY,
                        container + "theFragmentOfThisProcessorIsAttached",
                        container + "eachBundleHasItsOwnWhichEndWithIt"),
                2);
    }

    /** A processor that enforces branch targets; much slower. */
    @Test
    void theNativeOnePassesOnTheLatest() throws Exception {
        assertPassed(run("max", SWITCHER + "NativeCoroutineTest"), 10);
    }
}
