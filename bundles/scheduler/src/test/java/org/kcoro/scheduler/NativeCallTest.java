// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kcoro.fixtures.CBodies;
import org.kcoro.switcher.NativeCoroutines;
import org.kcoro.switcher.NativeOptions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** C functions as bodies of coroutines: they sleep, ask, are cancelled, and show in dumps. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NativeCallTest {

    private static final CBodies BODIES = CBodies.of("calls");

    private static final long HOUR = Duration.ofHours(1).toNanos();

    private final Arena arena = Arena.ofShared();
    private NativeCoroutines coroutines;

    @BeforeEach
    void open() {
        BODIES.library();
        coroutines = NativeCoroutines.builder().build();
    }

    @AfterEach
    void allStacksAreBack() {
        if (coroutines != null) {
            assertEquals(0, coroutines.counters().open());
            coroutines.close();
        }
        arena.close();
    }

    private static Scheduler scheduler(String switcher, int workers) {
        return Scheduler.builder().switcher(switcher).workers(workers).build();
    }

    private NativeCall.Builder body(String name) {
        return NativeCall.builder(coroutines, BODIES.function(name));
    }

    private NativeCall.Builder body(String name, long argument) {
        return body(name).argument(arena.allocateFrom(ValueLayout.JAVA_LONG, argument));
    }

    @ParameterizedTest
    @CsvSource({"virtual-thread, 1", "virtual-thread, 8", "continuation, 2", "jdk, 2"})
    void theyTakeTurns(String switcher, int workers) throws Exception {
        try (Scheduler scheduler = scheduler(switcher, workers)) {
            List<Coroutine<Long>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                all.add(body("turns", i).build().launch(scheduler));
            }
            for (int i = 0; i < 50; i++) {
                assertEquals(i, all.get(i).join());
            }
            assertEquals(50, coroutines.counters().ended());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"virtual-thread", "continuation", "jdk"})
    void itSleepsNeverShorter(String switcher) throws Exception {
        try (Scheduler scheduler = scheduler(switcher, 1)) {
            long begin = System.nanoTime();
            long slept = body("sleeps", 2_000_000).build().launch(scheduler).join();
            assertEquals(6_000_000, slept);
            assertTrue(System.nanoTime() - begin >= slept);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"virtual-thread", "continuation"})
    void whileItSleepsItKeepsNoWorkerAndShowsInTheDump(String switcher) throws Exception {
        try (Scheduler scheduler = scheduler(switcher, 1)) {
            AtomicInteger cleanups = new AtomicInteger();
            Coroutine<Long> sleeps =
                    body("sleeps", HOUR)
                            .options(
                                    NativeOptions.defaults().withCleanup(cleanups::incrementAndGet))
                            .build()
                            .launch(scheduler);
            // On one worker the second runs when the first has parked.
            scheduler.launch("second", () -> {}).join();
            CoroutineDump.Entry entry =
                    scheduler.dump(true).coroutines().stream()
                            .filter(each -> each.name().equals("sleeps"))
                            .findFirst()
                            .orElseThrow();
            assertSame(CoroutineState.PARKED, entry.state());
            assertEquals("sleep", entry.waitReason().kind());
            assertTrue(scheduler.dump(false).toText().contains("\"sleeps\" parked, sleep"));

            sleeps.cancel();
            assertThrows(CancellationException.class, sleeps::join);
            assertEquals(1, cleanups.get());
            assertEquals(1, coroutines.counters().closed());
        }
    }

    @ParameterizedTest
    @CsvSource({"virtual-thread, 1", "continuation, 1", "jdk, 2"})
    void aCancelTakesEffectAtItsNextYield(String switcher, int workers) throws Exception {
        try (Scheduler scheduler = scheduler(switcher, workers)) {
            Coroutine<Long> forever = body("forever").build().launch(scheduler);
            scheduler.launch("others", () -> Coroutine.yield()).join();
            forever.cancel();
            assertThrows(CancellationException.class, forever::join);
            assertSame(CoroutineState.CANCELLED, forever.state());
        }
    }

    @Test
    void oneThatIsCancelledBeforeItBeginsIsClosed() throws Exception {
        try (Scheduler scheduler = scheduler("virtual-thread", 1)) {
            Coroutine<Coroutine<Long>> launcher =
                    scheduler.launch(
                            "launcher",
                            () -> {
                                Coroutine<Long> native1 = body("forever").build().launch(scheduler);
                                native1.cancel();
                                return native1;
                            });
            Coroutine<Long> cancelled = launcher.join();
            assertThrows(CancellationException.class, cancelled::join);
        }
    }

    @Test
    void theEndOfTheSchedulerEndsIt() {
        Scheduler scheduler = scheduler("virtual-thread", 2);
        Coroutine<Long> sleeps = body("sleeps", HOUR).build().launch(scheduler);
        Coroutine<Long> forever = body("forever").build().launch(scheduler);
        scheduler.close();
        assertSame(CoroutineState.CANCELLED, sleeps.state());
        assertSame(CoroutineState.CANCELLED, forever.state());
    }

    /** Answers with the double, after a wait; counts its sessions. */
    private static final class Doubling implements NativeRequestHandler {

        final AtomicInteger opened = new AtomicInteger();
        final AtomicInteger closed = new AtomicInteger();
        final long failsAt;

        Doubling(long failsAt) {
            this.failsAt = failsAt;
        }

        @Override
        public boolean serves(long signal) {
            return signal == 99;
        }

        @Override
        public Session open(NativeCall call) {
            opened.incrementAndGet();
            assertEquals("asks", call.name());
            return new Session() {
                @Override
                public long handle(long signal, long value) throws Exception {
                    Coroutine.yield();
                    if (value == failsAt) {
                        throw new IllegalArgumentException("not " + value);
                    }
                    return 2 * value;
                }

                @Override
                public void close() {
                    closed.incrementAndGet();
                }
            };
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"virtual-thread", "continuation", "jdk"})
    void aHandlerServesWhatItAsks(String switcher) throws Exception {
        Doubling doubling = new Doubling(0);
        try (Scheduler scheduler = scheduler(switcher, 2)) {
            assertEquals(110, body("asks").handler(doubling).build().launch(scheduler).join());
        }
        assertEquals(1, doubling.opened.get());
        assertEquals(1, doubling.closed.get());
    }

    @Test
    void aHandlerThatFailsFailsTheCoroutineAndClosesTheCode() {
        Doubling doubling = new Doubling(7);
        try (Scheduler scheduler = scheduler("virtual-thread", 1)) {
            Coroutine<Long> asks = body("asks").handler(doubling).build().launch(scheduler);
            ExecutionException failure = assertThrows(ExecutionException.class, asks::join);
            assertEquals("not 7", failure.getCause().getMessage());
        }
        assertEquals(1, doubling.closed.get());
        assertEquals(1, coroutines.counters().closed());
    }

    @Test
    void whatNobodyServesIsNamed() {
        try (Scheduler scheduler = scheduler("virtual-thread", 1)) {
            Coroutine<Long> asks = body("asks").build().launch(scheduler);
            String message =
                    assertThrows(ExecutionException.class, asks::join).getCause().getMessage();
            assertTrue(message.contains("asks") && message.contains("99"), message);
        }
    }

    @Test
    void itCanBeCalledByAThread() throws Exception {
        assertEquals(5L, body("turns", 5).build().call());
    }

    @Test
    void itRunsOnce() throws Exception {
        NativeCall call = body("turns", 5).build();
        call.call();
        String message = assertThrows(IllegalStateException.class, call::call).getMessage();
        assertTrue(message.contains("turns"), message);
    }

    @Test
    void aHandleThatIsNoneIsNamed() throws Exception {
        NativeCall.Builder builder = body("turns", 1);
        long handle = builder.attach("a text");
        NativeCall call = builder.build();
        call.call();
        assertEquals("a text", call.attachment(handle, String.class));
        for (long wrong : new long[] {0, -1, 2, Long.MAX_VALUE}) {
            String message =
                    assertThrows(
                                    IllegalStateException.class,
                                    () -> call.attachment(wrong, String.class))
                            .getMessage();
            assertTrue(message.contains("turns"), message);
        }
        assertThrows(IllegalStateException.class, () -> call.attachment(handle, Integer.class));
    }

    @Test
    void theWatchdogNamesOneThatNeverYields() throws Exception {
        CompletableFuture<String> named = new CompletableFuture<>();
        MemorySegment gate = BODIES.newGate();
        try (Scheduler scheduler =
                Scheduler.builder()
                        .workers(1)
                        .watchdog(Duration.ofMillis(20))
                        .slowTurnHandler((coroutine, stack) -> named.complete(coroutine.name()))
                        .build()) {
            Coroutine<Long> keeps = body("keeps").argument(gate).build().launch(scheduler);
            assertEquals("keeps", named.get());
            BODIES.call("open_gate", gate);
            keeps.join();
        }
    }

    @Test
    void aSchedulerThatWasShutDownLeavesNothingOpen() {
        Scheduler scheduler = scheduler("virtual-thread", 1);
        scheduler.close();
        NativeCall call = body("forever").build();
        assertThrows(IllegalStateException.class, () -> call.launch(scheduler));
    }
}
