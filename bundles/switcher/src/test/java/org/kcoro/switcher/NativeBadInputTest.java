// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kcoro.fixtures.CBodies;
import org.kcoro.port.Settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What must not be done with native coroutines is an error, and never a crash. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NativeBadInputTest {

    private static final CBodies BODIES = CBodies.of("bodies");

    private static final NativeOptions PARSER = NativeOptions.named("parser");

    private NativeCoroutines coroutines;

    @BeforeEach
    void open() {
        BODIES.library();
        coroutines = NativeCoroutines.builder().maxCoroutines(3).build();
    }

    @AfterEach
    void allStacksAreBack() {
        if (coroutines != null) {
            coroutines.close();
            assertEquals(0, coroutines.counters().open());
            assertEquals(0, coroutines.counters().mappedBytes());
        }
    }

    private NativeCoroutine parser(String function) {
        return coroutines.open(BODIES.function(function), MemorySegment.NULL, PARSER);
    }

    private static void assertRefused(
            Class<? extends RuntimeException> type, Executable call, String... words) {
        String message = assertThrows(type, call).getMessage();
        for (String word : words) {
            assertTrue(message.contains(word), message);
        }
    }

    @Test
    void aFunctionThatIsNull() {
        assertRefused(
                IllegalArgumentException.class,
                () -> coroutines.open(MemorySegment.NULL, MemorySegment.NULL, PARSER),
                "parser",
                "function is null");
        assertRefused(
                IllegalArgumentException.class,
                () ->
                        coroutines.open(
                                MemorySegment.ofArray(new long[8]), MemorySegment.NULL, PARSER),
                "parser",
                "no function");
    }

    @Test
    void aFunctionWhoseArenaIsClosed() {
        MemorySegment function;
        NativeCoroutine before;
        try (Arena arena = Arena.ofShared()) {
            function = SymbolLookup.libraryLookup(BODIES.library(), arena).findOrThrow("echo");
            before = coroutines.open(function, MemorySegment.NULL, PARSER);
            assertEquals(2, before.resume(1));
        }
        assertRefused(
                IllegalStateException.class,
                () -> coroutines.open(function, MemorySegment.NULL, PARSER),
                "parser",
                "arena of its function was closed");
        assertRefused(
                IllegalStateException.class,
                () -> before.resume(2),
                "parser",
                "arena of its function was closed");
        assertSame(NativeCoroutine.State.SUSPENDED, before.state());
        before.close();
    }

    @Test
    void anArenaStaysOpenWhileItsFunctionRuns() throws Exception {
        Arena arena = Arena.ofShared();
        MemorySegment gate = BODIES.newGate();
        NativeCoroutine keeps =
                coroutines.open(
                        SymbolLookup.libraryLookup(BODIES.library(), arena).findOrThrow("keeps"),
                        gate,
                        PARSER);
        FutureTask<Long> resume = new FutureTask<>(() -> keeps.resume(5));
        Thread.ofPlatform().start(resume);
        BODIES.call("await_entered", gate);
        assertThrows(IllegalStateException.class, arena::close);
        BODIES.call("open_gate", gate);
        assertEquals(5, resume.get());
        keeps.close();
        arena.close();
        BODIES.call("free_gate", gate);
    }

    @Test
    void anArgumentWhoseArenaIsClosed() {
        Arena arena = Arena.ofConfined();
        MemorySegment argument = arena.allocate(8);
        arena.close();
        assertRefused(
                IllegalStateException.class,
                () -> coroutines.open(BODIES.function("count"), argument, PARSER),
                "parser",
                "argument is closed");
    }

    @ParameterizedTest
    @ValueSource(
            longs = {-1, 1, 32 * 1024 - 1, 64 * 1024 * 1024 + 1, Long.MAX_VALUE, Long.MIN_VALUE})
    void aStackOfASizeThatCannotBe(long bytes) {
        assertRefused(
                IllegalArgumentException.class,
                () ->
                        coroutines.open(
                                BODIES.function("echo"),
                                MemorySegment.NULL,
                                PARSER.withStack(bytes)),
                "parser",
                Long.toString(bytes),
                "32768");
    }

    @Test
    void settingsThatCannotBe() {
        NativeCoroutinesBuilder builder = NativeCoroutines.builder();
        assertRefused(
                IllegalArgumentException.class, () -> builder.stackBytes(0), "nativeStackBytes");
        assertRefused(
                IllegalArgumentException.class, () -> builder.maxCoroutines(0), "nativeCoroutines");
        assertRefused(
                IllegalArgumentException.class,
                () ->
                        builder.settings(
                                Settings.of(
                                        java.util.Map.of("nativeCoroutines", "many"),
                                        name -> null)),
                "nativeCoroutines",
                "many");
    }

    @Test
    void aResumeOfOneThatHasEnded() {
        NativeCoroutine straight = parser("straight");
        straight.resume(1);
        assertRefused(
                IllegalStateException.class,
                () -> straight.resume(1),
                "parser",
                "cannot be resumed",
                "returned");
    }

    @Test
    void aResumeOfOneThatWasClosed() {
        NativeCoroutine echo = parser("echo");
        echo.close();
        echo.close();
        assertRefused(
                IllegalStateException.class,
                () -> echo.resume(1),
                "parser",
                "cannot be resumed",
                "closed");
    }

    @Test
    void aResumeOrACloseOfOneThatRuns() throws Exception {
        MemorySegment gate = BODIES.newGate();
        NativeCoroutine keeps = coroutines.open(BODIES.function("keeps"), gate, PARSER);
        FutureTask<Long> resume = new FutureTask<>(() -> keeps.resume(5));
        Thread.ofPlatform().start(resume);
        BODIES.call("await_entered", gate);
        assertSame(NativeCoroutine.State.RUNNING, keeps.state());
        assertRefused(
                IllegalStateException.class,
                () -> keeps.resume(1),
                "parser",
                "cannot be resumed",
                "another thread");
        assertRefused(
                IllegalStateException.class,
                keeps::close,
                "parser",
                "cannot be closed",
                "another thread");
        BODIES.call("open_gate", gate);
        assertEquals(5, resume.get());
        assertEquals(6, keeps.resume(6));
        BODIES.call("free_gate", gate);
    }

    /** Many threads resume one coroutine, again and again: each resume is whole, or an error. */
    @Test
    void threadsThatDoNotAgree() throws Exception {
        NativeCoroutine echo = parser("echo");
        int threads = 4;
        AtomicInteger wrong = new AtomicInteger();
        List<FutureTask<Integer>> tasks = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            long from = t * 1_000_000L;
            FutureTask<Integer> task =
                    new FutureTask<>(
                            () -> {
                                int done = 0;
                                for (int i = 0; i < 100_000; i++) {
                                    try {
                                        if (echo.resume(from + i) != from + i + 1) {
                                            wrong.incrementAndGet();
                                        }
                                        done++;
                                    } catch (IllegalStateException e) {
                                        // Another one was in it.
                                    }
                                }
                                return done;
                            });
            tasks.add(task);
            Thread.ofPlatform().start(task);
        }
        int done = 0;
        for (FutureTask<Integer> task : tasks) {
            done += task.get();
        }
        assertEquals(0, wrong.get());
        assertTrue(done > 0);
    }

    @Test
    void oneMoreThanTheLimit() {
        for (int i = 0; i < 3; i++) {
            parser("echo");
        }
        assertRefused(
                IllegalStateException.class,
                () -> parser("echo"),
                "3 are open",
                "nativeCoroutines");
        assertEquals(3, coroutines.counters().open());
    }

    @Test
    void aCloseWhileItIsSuspendedRunsItsCleanupOnce() {
        AtomicInteger cleanups = new AtomicInteger();
        NativeOptions options = PARSER.withCleanup(cleanups::incrementAndGet);
        NativeCoroutine echo =
                coroutines.open(BODIES.function("echo"), MemorySegment.NULL, options);
        echo.resume(1);
        echo.close();
        echo.close();
        assertEquals(1, cleanups.get());
        assertEquals(0, coroutines.counters().open());

        NativeCoroutine ended =
                coroutines.open(BODIES.function("straight"), MemorySegment.NULL, options);
        ended.resume(1);
        ended.close();
        assertEquals(1, cleanups.get());

        coroutines.open(BODIES.function("echo"), MemorySegment.NULL, options);
        coroutines.close();
        assertEquals(2, cleanups.get());
    }

    @Test
    void aCleanupThatFailsKeepsNoOtherFromItsOwn() {
        AtomicInteger cleanups = new AtomicInteger();
        NativeOptions options =
                PARSER.withCleanup(
                        () -> {
                            throw new IllegalArgumentException(
                                    "cleanup " + cleanups.incrementAndGet());
                        });
        for (int i = 0; i < 3; i++) {
            coroutines.open(BODIES.function("echo"), MemorySegment.NULL, options);
        }
        IllegalArgumentException failure =
                assertThrows(IllegalArgumentException.class, coroutines::close);
        assertEquals(2, failure.getSuppressed().length);
        assertEquals(3, cleanups.get());
        assertEquals(0, coroutines.counters().mappedBytes());
    }

    @Test
    void afterTheEndOfAll() throws Exception {
        MemorySegment gate = BODIES.newGate();
        AtomicInteger cleanups = new AtomicInteger();
        NativeCoroutine keeps =
                coroutines.open(
                        BODIES.function("keeps"),
                        gate,
                        PARSER.withCleanup(cleanups::incrementAndGet));
        NativeCoroutine echo = parser("echo");
        FutureTask<Long> resume = new FutureTask<>(() -> keeps.resume(5));
        Thread.ofPlatform().start(resume);
        BODIES.call("await_entered", gate);
        coroutines.close();
        assertSame(NativeCoroutine.State.CLOSED, echo.state());
        assertSame(NativeCoroutine.State.RUNNING, keeps.state());
        assertTrue(coroutines.counters().mappedBytes() > 0);
        assertRefused(IllegalStateException.class, () -> parser("echo"), "parser", "were closed");
        BODIES.call("open_gate", gate);
        assertEquals(5, resume.get());
        assertSame(NativeCoroutine.State.CLOSED, keeps.state());
        assertEquals(1, cleanups.get());
        assertEquals(0, coroutines.counters().mappedBytes());
        BODIES.call("free_gate", gate);
    }
}
