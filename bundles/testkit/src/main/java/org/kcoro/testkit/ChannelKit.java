// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.Clause;
import org.kcoro.channels.ReceiveClause;
import org.kcoro.channels.Select;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What a {@link Channel} must do. Extend it, in the tests of the channel, once for each switcher
 * and number of workers:
 *
 * <pre>{@code
 * class MyChannelTest extends ChannelKit {
 *     protected Channel<Integer> newChannel(ChannelSettings settings) {
 *         return new MyChannel<>(settings.name(), settings.kind(), settings.capacity());
 *     }
 * }
 * }</pre>
 *
 * <p>A channel that keeps its elements by value is tested as a {@link FlyweightIntegers}. Each test
 * runs with every kind and overflow policy that {@link #capabilities} claims.
 */
public abstract class ChannelKit extends ChannelRaces {

    private static final int HISTORIES = 25;

    /** For subclasses. */
    protected ChannelKit() {}

    /** How many random histories there are of each form of channel in a test; 25 unless told. */
    protected int histories() {
        return HISTORIES;
    }

    // What follows one after another.

    @Test
    public void aHistoryIsThatOfTheModel() {
        Assumptions.assumeTrue(capabilities().counted(), "the snapshot is not exact");
        for (ChannelSettings form : forms()) {
            withSeeds(
                    histories(),
                    random ->
                            ChannelHistory.run(
                                    random,
                                    List.of(form),
                                    this::open,
                                    scheduler,
                                    capabilities(),
                                    patienceOfOne()));
        }
    }

    @Test
    public void aHistoryOfSeveralChannelsIsThatOfTheirModels() {
        Assumptions.assumeTrue(capabilities().counted(), "the snapshot is not exact");
        List<ChannelSettings> forms = forms();
        withSeeds(
                histories() * forms.size(),
                random ->
                        ChannelHistory.run(
                                random,
                                List.of(
                                        forms.get(random.nextInt(forms.size())).named("first"),
                                        forms.get(random.nextInt(forms.size())).named("second")),
                                this::open,
                                scheduler,
                                capabilities(),
                                patienceOfOne()));
    }

    // What it tells.

    @Test
    public void errorsNameTheChannelAndChangeNothing() {
        for (ChannelSettings form : forms()) {
            Channel<Integer> channel = open(form.named("spoken of"));
            assertEquals("spoken of", channel.name());
            assertEquals(form.kind(), channel.kind());
            assertEquals(form.capacity(), channel.capacity());
            assertNames(NullPointerException.class, () -> channel.sendOrClosed(null));
            assertNames(NullPointerException.class, () -> channel.trySend(null));
            if (capabilities().timed()) {
                Duration negative = Duration.ofNanos(-1);
                assertNames(IllegalArgumentException.class, () -> channel.send(1, negative));
                assertNames(IllegalArgumentException.class, () -> channel.receive(negative));
            }
            assertNames(
                    IllegalArgumentException.class, () -> channel.receiveUpTo(0, Duration.ZERO));
            assertEquals(0, channel.snapshot().sends());
            assertEquals(0, channel.snapshot().depth());
            channel.close();
            assertNames(ChannelClosedException.class, () -> channel.send(1));
            assertNames(ChannelClosedException.class, channel::receive);
        }
    }

    private static void assertNames(Class<? extends Exception> type, Executable use) {
        String message = assertThrows(type, use).getMessage();
        assertTrue(
                message != null && message.contains("spoken of"),
                () -> "expected: the channel's name in the message, but was: " + message);
    }

    @Test
    public void aFairSelectTakesTurns() throws Exception {
        Assumptions.assumeTrue(capabilities().selectable(), "there are no clauses");
        for (ChannelSettings form : forms()) {
            if (form.capacity() == 0) {
                continue;
            }
            Select select = Select.fair();
            Map<Clause, Channel<Integer>> clauses = new HashMap<>();
            for (int i = 0; i < 3; i++) {
                Channel<Integer> channel = open(form.named("ready " + i));
                channel.send(i);
                clauses.put(FlyweightIntegers.receive(select, channel), channel);
            }
            for (int round = 0; round < 3; round++) {
                ReceiveClause<?> chosen = (ReceiveClause<?>) select.await();
                Channel<Integer> channel = clauses.remove(chosen);
                assertNotNull(channel, () -> form + ": one is chosen twice");
                channel.send(FlyweightIntegers.integer(chosen.element()));
            }
        }
    }
}
