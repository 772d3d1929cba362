// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.kcoro.examples.Actors;
import org.kcoro.examples.BackendGuide;
import org.kcoro.examples.BridgeGuide;
import org.kcoro.examples.BroadcastGuide;
import org.kcoro.examples.ChannelGuide;
import org.kcoro.examples.Coroutines;
import org.kcoro.examples.FlyweightGuide;
import org.kcoro.examples.Greetings;
import org.kcoro.examples.LogSlices;
import org.kcoro.examples.ZrefGuide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The examples that the documentation shows do what it says. */
@Timeout(300)
class ExamplesTest {

    @Test
    void theExampleGreets() throws Exception {
        assertEquals("hello\ngoodbye\n", outputOf(() -> Greetings.main(new String[0])));
    }

    @Test
    void theGuideDoesWhatItSays() throws Exception {
        String output = outputOf(() -> Coroutines.main(new String[0]));
        assertTrue(
                output.matches(
                        "(?s)42\nkcoro: coroutines\ntimed out after PT0.01S\n4\n100\n"
                                + "scheduler kcoro: 1 coroutines\nkcoro#\\d+ \"keeper\" .*"),
                output);
    }

    @Test
    void theGuideToChannelsDoesWhatItSays() throws Exception {
        assertEquals(
                """
                5050
                kept
                channel lines is closed and drained: the disk is full
                give back a.txt
                trying tea
                done with tea
                [one, two]
                [three]
                re: hello
                re: goodbye
                two, dropped 1
                2 elements, 9 bytes
                busy: 1024
                lines: 1
                """,
                outputOf(() -> ChannelGuide.main(new String[0])));
    }

    @Test
    void theGuideToElementsByValueDoesWhatItSays() throws Exception {
        assertEquals("50050000\n", outputOf(() -> FlyweightGuide.main(new String[0])));
    }

    @Test
    void theGuideToBackendsDoesWhatItSays() throws Exception {
        assertEquals(
                """
                zref has 2
                2 went back
                attach orders
                detach orders
                backend traced was unregistered; bind to another one
                there is no backend traced; register one of this name, or take one of [zref]
                """,
                outputOf(() -> BackendGuide.main(new String[0])));
    }

    @Test
    void theGuideToActorsDoesWhatItSays() throws Exception {
        assertEquals(
                "42\nSTOPPED\nno paper\nno paper\nprinted page 1\n"
                        + "/parent/child has ended: STOPPED\n328350\n",
                outputOf(() -> Actors.main(new String[0])));
    }

    @Test
    void theGuideToBroadcastsAndBridgesDoesWhatItSays() throws Exception {
        assertEquals(
                """
                rain
                sun
                ticker: sun
                1 unheard
                true
                false
                1
                line a
                line b
                [to, be]
                2
                1
                2
                3
                9
                """,
                outputOf(() -> BroadcastGuide.main(new String[0])));
    }

    @Test
    void theGuideToChannelsBetweenProcessesDoesWhatItSays() throws Exception {
        assertEquals(
                "sweep\n[paint]\nnull\npolish\n3 sent\n",
                outputOf(() -> BridgeGuide.main(new String[0])));
    }

    @Test
    void theGuideToRegionsDoesWhatItSays() throws Exception {
        assertEquals(
                """
                500500
                10000
                17
                an error, never a crash
                7
                another line
                1048576
                1 is live
                1 of 1
                """,
                outputOf(() -> ZrefGuide.main(new String[0])));
    }

    @Test
    void slicesAndCopiesHaveTheSameLines(@TempDir Path folder) throws Exception {
        Path log = Files.writeString(folder.resolve("a.log"), "a line of a log\n".repeat(20_000));
        String output = outputOf(() -> LogSlices.main(new String[] {log.toString()}));
        assertTrue(
                output.matches("slices: 20000 lines, \\d+ MB/s\ncopies: 20000 lines, \\d+ MB/s\n"),
                output);
    }

    private static String outputOf(Executable example) {
        PrintStream before = System.out;
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (PrintStream captured = new PrintStream(output, true)) {
            System.setOut(captured);
            example.execute();
        } catch (Throwable e) {
            throw new AssertionError(output.toString(), e);
        } finally {
            System.setOut(before);
        }
        return output.toString();
    }
}
