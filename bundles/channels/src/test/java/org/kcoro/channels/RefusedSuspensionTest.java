// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kcoro.scheduler.Coroutine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kcoro.channels.Counts.assertCounts;

/** Operations of a coroutine that cannot be suspended where it is. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RefusedSuspensionTest {

    private static final Duration LONG = Duration.ofHours(1);

    /** What the initialiser of a class does: no continuation can be suspended below it. */
    private static final ThreadLocal<Callable<?>> INITIALISING = new ThreadLocal<>();

    private static void initialise() {
        try {
            INITIALISING.get().call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static final class SendsAtInitialisation {
        static {
            initialise();
        }

        static void touch() {}
    }

    private static final class ReceivesAtInitialisation {
        static {
            initialise();
        }

        static void touch() {}
    }

    @Test
    void aRefusedSuspensionWithdrawsItsWaiter() throws Exception {
        // Once: a class is initialised once.
        Channel<Integer> channel = Channel.rendezvous("refused");
        Machine machine =
                Machine.single().filter(m -> m.is("continuation")).findFirst().orElseThrow();
        try (Rig rig = new Rig(machine)) {
            Throwable sending =
                    rig.in(
                            () ->
                                    refusal(
                                            () -> channel.sendOrClosed(1),
                                            SendsAtInitialisation::touch));
            Throwable receiving =
                    rig.in(() -> refusal(channel::receive, ReceivesAtInitialisation::touch));
            for (Throwable refused : List.of(sending, receiving)) {
                assertTrue(refused instanceof IllegalStateException, refused::toString);
                assertTrue(refused.getMessage().contains("cannot be suspended"), refused::toString);
            }
            assertCounts("", channel);
            Coroutine<Integer> receiver = rig.call("receives", channel::receive);
            channel.send(7);
            assertEquals(7, Rig.get(receiver));
        }
    }

    private static Throwable refusal(Callable<?> operation, Runnable touch) {
        INITIALISING.set(operation);
        try {
            return assertThrows(ExceptionInInitializerError.class, touch::run).getCause();
        } finally {
            INITIALISING.remove();
        }
    }

    private static Machine continuation() {
        return Machine.single().filter(m -> m.is("continuation")).findFirst().orElseThrow();
    }

    /** A batch that cannot wait for more keeps what it has. */
    @Test
    void aRefusedSuspensionEndsABatch() throws Exception {
        Channel<Integer> channel = Channel.buffered("batch", 3);
        channel.send(1);
        channel.send(2);
        try (Rig rig = new Rig(continuation())) {
            List<Integer> batch =
                    rig.in(
                            () -> {
                                synchronized (channel) {
                                    return channel.receiveUpTo(3, LONG);
                                }
                            });
            assertEquals(List.of(1, 2), batch);
            assertCounts("sends=2 recvs=2", channel);
        }
    }

    /** A select that cannot wait for the outcome of a reservation keeps its element. */
    @Test
    void aRefusedSelectRecallsItsElement() throws Exception {
        Channel<Integer> channel = Channel.rendezvous("recalled");
        try (Rig rig = new Rig(continuation())) {
            Coroutine<Reservation<Integer>> reserver = rig.call("reserves", channel::reserve);
            rig.settle();
            Select select = Select.fair();
            SendClause<Integer> send = select.send(channel).element(7);
            rig.in(
                    () -> {
                        synchronized (channel) {
                            assertThrows(IllegalStateException.class, select::await);
                        }
                        return null;
                    });
            Reservation<Integer> reserved = Rig.get(reserver);
            String refused =
                    assertThrows(IllegalStateException.class, reserved::commit).getMessage();
            assertTrue(refused.contains("could not wait"), refused);
            assertCounts("", channel);
            // It has kept its element, for another round.
            Coroutine<Integer> receiver = rig.call("receives", channel::receive);
            rig.settle();
            assertSame(send, select.tryNow());
            assertEquals(7, Rig.get(receiver));
        }
    }
}
