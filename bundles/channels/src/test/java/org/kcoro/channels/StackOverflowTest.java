// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A stack that overflows in an operation leaves the channel as it was before or after it. */
@Tag("heavy")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StackOverflowTest {

    private static final int ROUNDS = 50;
    private static final long STACK = 256 * 1024;

    @ParameterizedTest
    @EnumSource(Form.class)
    void theChannelIsSoundAfterwards(Form form) throws Exception {
        run(form);
    }

    /** The interpreter and each compiler have frames of their own. */
    @ParameterizedTest
    @ValueSource(strings = {"-Xint", "-XX:TieredStopAtLevel=1", "-XX:-TieredCompilation"})
    void noCompilerChangesThat(String option) throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                option,
                                "-cp",
                                System.getProperty("java.class.path"),
                                StackOverflowTest.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), output);
        assertTrue(output.contains("sound"), output);
    }

    /** Runs it in a JVM of its own. */
    public static void main(String[] arguments) throws Exception {
        for (Form form : Form.values()) {
            run(form);
        }
        System.out.println("sound");
    }

    private static void run(Form form) throws Exception {
        AtomicInteger overflows = new AtomicInteger();
        for (int round = 0; round < ROUNDS; round++) {
            Channel<Integer> channel = form.open("deep");
            // The end of the stack comes at another place each time.
            Thread thread =
                    new Thread(
                            null,
                            () -> {
                                try {
                                    goDown(channel, 0);
                                } catch (StackOverflowError e) {
                                    overflows.incrementAndGet();
                                }
                            },
                            "deep",
                            STACK + 64L * round);
            thread.start();
            thread.join();
            // One that was left locked would not answer.
            ChannelSnapshot snapshot = channel.snapshot();
            int left = 0;
            while (channel.tryReceive() != null) {
                left++;
            }
            assertEquals(left, snapshot.depth());
            assertEquals(
                    snapshot.sends(), snapshot.recvs() + snapshot.dropped() + snapshot.depth());
        }
        assertEquals(ROUNDS, overflows.get());
    }

    private static int goDown(Channel<Integer> channel, int depth) {
        channel.trySend(depth);
        channel.tryReceive();
        return goDown(channel, depth + 1) + 1;
    }
}
