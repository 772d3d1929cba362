// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kcoro.port.Poller;
import org.kcoro.port.Port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What a {@link Port} must do. Extend it, in the tests of the port:
 *
 * <pre>{@code
 * class MyPortTest extends PortKit {
 *     protected Port newPort() {
 *         return new MyPort();
 *     }
 * }
 * }</pre>
 *
 * <p>All that waits runs on threads of the port itself. A port whose poller knows no channels of
 * the system overrides {@link #pollsChannels}.
 */
public abstract class PortKit {

    /** How far ahead the deadlines of the tests lie. */
    private static final long WHILE_NANOS = 20_000_000;

    /** More early returns than this before such a deadline, and the port does not wait at all. */
    private static final int EARLY_RETURNS = 1_000;

    private static final int ROUNDS = 10_000;

    private static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();

    private Port port;

    /** For subclasses. */
    protected PortKit() {}

    /** The port under test; called once for each test. */
    protected abstract Port newPort() throws Exception;

    /** Whether the poller waits for the readiness of channels of the system; true unless told. */
    protected boolean pollsChannels() {
        return true;
    }

    /** A safety net: only a broken port needs that long for a test. */
    protected Duration patience() {
        return Duration.ofSeconds(120);
    }

    /** Makes the port of a test. */
    @BeforeEach
    public final void makePort() throws Exception {
        port = newPort();
    }

    private void onThreads(Body... bodies) throws Exception {
        TestThreads.run(port::newThread, patience(), List.of(bodies));
    }

    // Time and randomness.

    @Test
    public void timeNeverGoesBack() throws Exception {
        onThreads(
                () -> {
                    long last = port.nanoTime();
                    for (int i = 0; i < ROUNDS; i++) {
                        long now = port.nanoTime();
                        assertTrue(now - last >= 0, "time went back");
                        last = now;
                    }
                });
    }

    @Test
    public void timeOfAnotherThreadIsNotEarlier() throws Exception {
        Baton baton = new Baton();
        long[] last = {port.nanoTime()};
        Body side =
                () -> {
                    for (int i = 0; i < 100; i++) {
                        int mine = baton.take(port);
                        long now = port.nanoTime();
                        assertTrue(now - last[0] >= 0, "time went back between threads");
                        last[0] = now;
                        baton.pass(port, mine);
                    }
                };
        onThreads(side, side);
    }

    @Test
    public void randomNumbersDiffer() {
        long distinct = LongStream.generate(port::nextRandom).limit(64).distinct().count();
        assertTrue(distinct > 32, "of 64 random numbers " + distinct + " differ");
    }

    // Threads.

    @Test
    public void aThreadIsAPlatformThreadAndADaemonNotYetStarted() {
        Thread thread = port.newThread("named", () -> {});
        assertEquals("named", thread.getName());
        assertEquals(Thread.State.NEW, thread.getState());
        assertTrue(thread.isDaemon(), "not a daemon");
        assertFalse(thread.isVirtual(), "a virtual thread");
    }

    @Test
    public void aThreadInheritsNothingFromItsMaker() throws Exception {
        Thread maker = Thread.currentThread();
        ClassLoader before = maker.getContextClassLoader();
        ClassLoader ofMaker = new ClassLoader(before) {};
        maker.setContextClassLoader(ofMaker);
        INHERITED.set("of the maker");
        try {
            onThreads(
                    () -> {
                        assertNotSame(ofMaker, Thread.currentThread().getContextClassLoader());
                        assertNull(INHERITED.get(), "inherits thread-locals");
                    });
        } finally {
            INHERITED.remove();
            maker.setContextClassLoader(before);
        }
    }

    @Test
    public void aThreadKnowsItsPort() throws Exception {
        onThreads(() -> assertSame(port, Port.current(), "see MachineThread"));
    }

    // Park and unpark.

    @Test
    public void anUnparkBeforeTheParkIsKept() throws Exception {
        onThreads(
                () -> {
                    port.unpark(Thread.currentThread());
                    port.park(this);
                    port.unpark(Thread.currentThread());
                    port.parkUntil(this, port.nanoTime() + Long.MAX_VALUE / 2);
                });
    }

    @Test
    public void noUnparkIsLost() throws Exception {
        Baton baton = new Baton();
        int[] sum = {0};
        Body side =
                () -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        int mine = baton.take(port);
                        sum[0]++;
                        baton.pass(port, mine);
                    }
                };
        onThreads(side, side);
        assertEquals(2 * ROUNDS, sum[0], "what happened before an unpark is not seen after it");
    }

    @Test
    public void anInterruptEndsAParkAndIsKept() throws Exception {
        onThreads(
                () -> {
                    Thread.currentThread().interrupt();
                    port.park(this);
                    assertTrue(Thread.interrupted(), "the interrupt is lost");
                    Thread.currentThread().interrupt();
                    port.parkUntil(this, port.nanoTime() + Long.MAX_VALUE / 2);
                    assertTrue(Thread.interrupted(), "the interrupt is lost");
                });
    }

    @Test
    public void aDeadlineThatHasPassedDoesNotWait() throws Exception {
        onThreads(
                () -> {
                    port.parkUntil(this, port.nanoTime() - 1);
                    port.parkUntil(this, port.nanoTime() - WHILE_NANOS);
                });
    }

    @Test
    public void aParkWaitsForItsDeadline() throws Exception {
        onThreads(() -> assertWaits(deadline -> port.parkUntil(this, deadline)));
    }

    /** A wait that may return early. */
    private interface TimedWait {
        void until(long deadlineNanos) throws IOException;
    }

    private void assertWaits(TimedWait wait) throws IOException {
        long deadline = port.nanoTime() + WHILE_NANOS;
        int returns = 0;
        while (deadline - port.nanoTime() > 0) {
            wait.until(deadline);
            returns++;
            assertTrue(returns <= EARLY_RETURNS, "it spins instead of waiting");
        }
    }

    // The poller.

    @Test
    public void aWakeUpBeforeThePollIsKept() throws Exception {
        onThreads(
                () -> {
                    try (Poller poller = port.openPoller()) {
                        poller.wakeUp();
                        poller.poll(Poller.NO_DEADLINE);
                    }
                });
    }

    @Test
    public void aWakeUpEndsAPoll() throws Exception {
        try (Poller poller = port.openPoller()) {
            AtomicInteger asked = new AtomicInteger();
            AtomicInteger answered = new AtomicInteger();
            int rounds = 1_000;
            onThreads(
                    () -> {
                        while (answered.get() < rounds) {
                            poller.poll(Poller.NO_DEADLINE);
                            answered.set(asked.get());
                        }
                    },
                    () -> {
                        for (int i = 1; i <= rounds; i++) {
                            asked.set(i);
                            poller.wakeUp();
                            while (answered.get() < i) {
                                Thread.yield();
                            }
                        }
                    });
        }
    }

    @Test
    public void aPollWaitsForItsDeadline() throws Exception {
        onThreads(
                () -> {
                    try (Poller poller = port.openPoller()) {
                        poller.poll(port.nanoTime() - 1);
                        assertWaits(poller::poll);
                    }
                });
    }

    /** A pipe and a poller that waits for it. */
    private interface PipeTest {
        void run(Poller poller, Pipe.SourceChannel source, Pipe.SinkChannel sink) throws Exception;
    }

    private void withPipe(PipeTest test) throws Exception {
        Assumptions.assumeTrue(pollsChannels(), "the poller knows no channels");
        onThreads(
                () -> {
                    Pipe pipe = Pipe.open();
                    try (Poller poller = port.openPoller();
                            Pipe.SourceChannel source = pipe.source();
                            Pipe.SinkChannel sink = pipe.sink()) {
                        source.configureBlocking(false);
                        test.run(poller, source, sink);
                    }
                });
    }

    @Test
    public void readinessRunsACallbackOnce() throws Exception {
        withPipe(
                (poller, source, sink) -> {
                    AtomicInteger replaced = new AtomicInteger();
                    AtomicInteger called = new AtomicInteger();
                    poller.whenReady(source, SelectionKey.OP_READ, replaced::incrementAndGet);
                    poller.whenReady(source, SelectionKey.OP_READ, called::incrementAndGet);
                    poller.poll(port.nanoTime() - 1);
                    assertEquals(0, called.get(), "called before it was ready");
                    sink.write(ByteBuffer.allocate(1));
                    while (called.get() == 0) {
                        poller.poll(Poller.NO_DEADLINE);
                    }
                    for (int i = 0; i < 3; i++) {
                        poller.poll(port.nanoTime() - 1);
                    }
                    assertEquals(1, called.get(), "called more than once");
                    assertEquals(0, replaced.get(), "called though it was replaced");
                });
    }

    @Test
    public void forgetRunsTheCallbacksOfAClosedChannel() throws Exception {
        withPipe(
                (poller, source, sink) -> {
                    AtomicInteger called = new AtomicInteger();
                    poller.whenReady(source, SelectionKey.OP_READ, called::incrementAndGet);
                    source.close();
                    poller.forget(source);
                    assertEquals(1, called.get(), "who waits for a closed channel is not told");
                    poller.forget(source);
                    assertEquals(1, called.get(), "called more than once");
                });
    }

    @Test
    public void aClosedChannelIsRefused() throws Exception {
        withPipe(
                (poller, source, sink) -> {
                    AtomicInteger called = new AtomicInteger();
                    source.close();
                    assertThrows(
                            ClosedChannelException.class,
                            () ->
                                    poller.whenReady(
                                            source, SelectionKey.OP_READ, called::incrementAndGet));
                    poller.forget(source);
                    assertEquals(0, called.get(), "refused, and called all the same");
                });
    }
}
