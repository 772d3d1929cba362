// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kcoro.fixtures.CBodies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** C functions as coroutines: what they yield, return and keep. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NativeCoroutineTest {

    private static final CBodies BODIES = CBodies.of("bodies");

    private NativeCoroutines coroutines;

    @BeforeEach
    void open() {
        BODIES.library();
        coroutines = NativeCoroutines.builder().build();
    }

    @AfterEach
    void allStacksAreBack() {
        if (coroutines != null) {
            coroutines.close();
            assertEquals(0, coroutines.counters().open());
            assertEquals(0, coroutines.counters().mappedBytes());
        }
    }

    private NativeCoroutine body(String name) {
        return coroutines.open(BODIES.function(name), MemorySegment.NULL);
    }

    @Test
    void theyAreHere() {
        assertTrue(NativeCoroutines.absence().isEmpty(), () -> NativeCoroutines.absence().get());
    }

    @Test
    void eachResumeAnswersTheNextYield() {
        NativeCoroutine echo = body("echo");
        assertSame(NativeCoroutine.State.SUSPENDED, echo.state());
        for (long i = -1000; i < 1000; i++) {
            assertEquals(i + 1, echo.resume(i));
            assertEquals(NativeCoroutine.YIELD, echo.signal());
        }
        assertFalse(echo.hasEnded());
        echo.close();
        assertSame(NativeCoroutine.State.CLOSED, echo.state());
    }

    @Test
    void itEndsWithWhatItsFunctionReturns() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limit = arena.allocateFrom(ValueLayout.JAVA_LONG, 3);
            NativeCoroutine count = coroutines.open(BODIES.function("count"), limit);
            for (long i = 0; i < 3; i++) {
                assertEquals(i, count.resume(0));
            }
            assertEquals(3, count.resume(0));
            assertTrue(count.hasEnded());
            assertEquals(NativeCoroutine.ENDED, count.signal());
            count.close();
            assertSame(NativeCoroutine.State.ENDED, count.state());
            assertEquals(new NativeCounters(1, 1, 0, 1, mapped()), coroutines.counters());
        }
    }

    private long mapped() {
        return coroutines.counters().mappedBytes();
    }

    @Test
    void aFunctionMayReturnWithoutAYield() {
        NativeCoroutine straight = body("straight");
        assertEquals(42, straight.resume(21));
        assertTrue(straight.hasEnded());
    }

    @Test
    void aSignalTellsRequestsFromValues() {
        NativeCoroutine asks = body("asks");
        assertEquals(11, asks.resume(10));
        assertEquals(77, asks.signal());
        assertEquals(12, asks.resume(1));
        assertEquals(78, asks.signal());
        assertEquals(3, asks.resume(2));
        assertEquals(NativeCoroutine.ENDED, asks.signal());
    }

    @Test
    void javaLooksIntoTheStackOfOneThatIsSuspended() {
        NativeCoroutine shows = body("shows");
        MemorySegment number = shows.memory(shows.resume(20), Long.BYTES);
        assertEquals(20, number.get(ValueLayout.JAVA_LONG, 0));
        number.set(ValueLayout.JAVA_LONG, 0, 42);
        assertEquals(42, shows.resume(0));
        // Its stack may be another's by now.
        assertThrows(IllegalStateException.class, () -> number.get(ValueLayout.JAVA_LONG, 0));
        assertThrows(IllegalStateException.class, () -> shows.memory(4096, 8));
    }

    @Test
    void nobodyLooksIntoOneThatIsClosed() {
        NativeCoroutine shows = body("shows");
        MemorySegment number = shows.memory(shows.resume(20), Long.BYTES);
        assertThrows(IllegalStateException.class, () -> shows.memory(0, 8));
        coroutines.close();
        assertThrows(IllegalStateException.class, () -> number.set(ValueLayout.JAVA_LONG, 0, 1));
    }

    @Test
    void itYieldsFromDeepInsideACall() {
        NativeCoroutine deep = body("deep");
        assertEquals(0, deep.resume(500));
        assertEquals(7 + 500 * 501 / 2, deep.resume(7));
    }

    @Test
    void aLargerStackHoldsMore() {
        NativeCoroutine deep =
                coroutines.open(
                        BODIES.function("deep"),
                        MemorySegment.NULL,
                        NativeOptions.named("deep").withStack(16 << 20));
        long depth = 100_000;
        deep.resume(depth);
        assertEquals(depth * (depth + 1) / 2, deep.resume(0));
    }

    @Test
    void howItRoundsIsItsOwn() {
        NativeCoroutine rounding = body("rounding");
        double up = Math.nextUp(1.0 / 3);
        for (int i = 0; i < 1000; i++) {
            assertEquals(up, Double.longBitsToDouble(rounding.resume(0)));
            // Java rounds to the nearest, as ever, in code of the interpreter and compiled.
            assertEquals(0x3fd5555555555555L, Double.doubleToRawLongBits(divide(1, 3)));
        }
        assertEquals(1, rounding.resume(0));
    }

    private static double divide(double a, double b) {
        return a / b;
    }

    @Test
    void itMovesBetweenThreads() throws Exception {
        NativeCoroutine echo = body("echo");
        for (int i = 0; i < 200; i++) {
            long value = i;
            FutureTask<Long> task = new FutureTask<>(() -> echo.resume(value));
            (i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual()).start(task);
            assertEquals(value + 1, task.get());
        }
    }

    @Test
    void aPinnedOneStaysWithItsThread() throws Exception {
        NativeCoroutine echo =
                coroutines.open(
                        BODIES.function("echo"),
                        MemorySegment.NULL,
                        NativeOptions.named("parser").onOneThread());
        assertEquals(2, echo.resume(1));
        FutureTask<String> elsewhere =
                new FutureTask<>(
                        () ->
                                assertThrows(IllegalStateException.class, () -> echo.resume(2))
                                        .getMessage());
        Thread.ofPlatform().start(elsewhere);
        assertTrue(elsewhere.get().contains("parser is pinned"), elsewhere.get());
        assertEquals(4, echo.resume(3));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatItKeepsInRegistersIsKept(long seed) {
        int rounds = 20_000;
        NativeCoroutine mix =
                coroutines.open(BODIES.function("mix"), MemorySegment.ofAddress(rounds));
        Mix twin = new Mix(seed);
        long value = seed;
        for (int i = 0; i < rounds; i++) {
            long got = mix.resume(value);
            assertEquals(twin.sum(), got);
            value = got * 31 + i;
            twin.take(value);
        }
        assertEquals(twin.result(), mix.resume(value));
    }

    @Test
    void itsNameIsThatOfItsFunctionUnlessTold() {
        assertEquals("echo", body("echo").name());
        assertEquals(
                "parser",
                coroutines
                        .open(
                                BODIES.function("echo"),
                                MemorySegment.NULL,
                                NativeOptions.named("parser"))
                        .name());
        assertEquals("native coroutine echo (suspended)", body("echo").toString());
    }

    @Test
    void aStackThatCameBackIsUsedAgain() {
        for (int i = 0; i < 1000; i++) {
            assertEquals(2 * i, body("straight").resume(i));
        }
        assertEquals(1, coroutines.counters().stacks());
        assertEquals(1000, coroutines.counters().ended());
    }
}
