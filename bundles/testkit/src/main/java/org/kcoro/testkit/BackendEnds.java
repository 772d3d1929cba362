// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;

import org.junit.jupiter.api.Test;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.zref.BackendClosedException;
import org.kcoro.zref.Descriptor;
import org.kcoro.zref.DescriptorChannel;
import org.kcoro.zref.DescriptorSpec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** How channels of a backend end, and what those find that wait: a part of the kit. */
abstract class BackendEnds extends BackendRig {

    private static final int TRIES = 100;

    @Test
    public void aChannelThatIsClosedAndDrainedIsLetGo() throws Exception {
        for (DescriptorSpec spec : specs("of the kit")) {
            DescriptorChannel channel = bind(spec);
            Descriptor mine = payload(1);
            boolean kept = channel.trySend(mine);
            assertTrue(channel.close());
            assertFalse(channel.close(), "it was closed before");
            assertTrue(channel.isClosedForSend());
            if (kept) {
                assertFalse(channel.isClosedForReceive());
                channel.receiveInto(mine);
            }
            assertEquals(1, take(mine));
            assertTrue(channel.isClosedForReceive());
            assertFalse(channel.receiveIntoOrClosed(mine));
            checkLetGo();
        }
    }

    @Test
    public void aChannelThatIsCancelledIsLetGoAndGivesBack() throws Exception {
        for (DescriptorSpec spec : specs("of the kit")) {
            DescriptorChannel channel = bind(spec);
            Descriptor mine = payload(1);
            if (!channel.trySend(mine)) {
                mine.close();
            }
            channel.cancel(null);
            assertTrue(channel.isClosedForReceive());
            assertEquals(0, live(), "leases that a cancel has left");
            checkLetGo();
        }
    }

    @Test
    public void thoseThatWaitFindTheEnd() throws Exception {
        for (DescriptorSpec spec : specs("of the kit")) {
            for (Party.Kind kind : Party.Kind.values()) {
                DescriptorChannel channel = bind(spec);
                Party<Void> receiver =
                        Party.start(
                                kind,
                                "receiver",
                                scheduler,
                                () -> {
                                    Descriptor into = new Descriptor();
                                    assertFalse(channel.receiveIntoOrClosed(into));
                                    assertTrue(into.isEmpty());
                                    return null;
                                });
                while (channel.snapshot().waitingReceivers() == 0) {
                    Thread.yield();
                }
                channel.close();
                receiver.get(patience());
            }
        }
    }

    @Test
    public void aSenderThatWaitsFindsTheLossOfItsBackend() throws Exception {
        DescriptorSpec spec =
                specs("of the kit").stream()
                        .filter(each -> each.capacity() < CAPACITY)
                        .findFirst()
                        .orElseThrow();
        DescriptorChannel channel = bind(spec);
        int kept = spec.capacity();
        for (int i = 0; i < kept; i++) {
            channel.send(payload(i));
        }
        Party<String> sender =
                Party.start(Party.Kind.COROUTINE, "sender", scheduler, () -> sendInVain(channel));
        while (channel.snapshot().waitingSenders() == 0) {
            Thread.yield();
        }
        Party<Integer> lost =
                Party.start(
                        Party.Kind.PLATFORM_THREAD,
                        "loss",
                        scheduler,
                        () -> registration.drain(patience()).size());
        String message = sender.get(patience());
        assertTrue(message.contains("backend " + name), message);
        for (int i = 0; i < kept; i++) {
            Descriptor into = new Descriptor();
            channel.receiveInto(into);
            assertEquals(i, take(into));
        }
        assertEquals(0, lost.get(patience()));
        checkLetGo();
    }

    /** The message of the cause; it keeps the payload. */
    private String sendInVain(DescriptorChannel channel) throws InterruptedException {
        Descriptor mine = payload(9);
        try {
            channel.send(mine);
        } catch (ChannelClosedException e) {
            assertEquals(9, take(mine));
            return assertInstanceOf(BackendClosedException.class, e.getCause()).getMessage();
        }
        throw new AssertionError("it was sent");
    }

    @Test
    public void aStopThatMeetsAHandOverLosesNothing() throws Exception {
        for (DescriptorSpec spec : specs("of the kit")) {
            Fates fates = new Fates(TRIES);
            for (int i = 0; i < TRIES; i++) {
                meet(spec.onUndelivered(fates::returned), fates, i);
            }
            fates.check(spec);
            assertEquals(0, live(), "leases that stops have left");
        }
    }

    private void meet(DescriptorSpec spec, Fates fates, int number) throws Exception {
        DescriptorChannel channel = bind(spec);
        Party<Void> receiver =
                Party.start(
                        Party.Kind.values()[number % 3],
                        "receiver",
                        scheduler,
                        () -> {
                            Descriptor into = new Descriptor();
                            try {
                                channel.receiveInto(into);
                            } catch (InterruptedException
                                    | CancellationException
                                    | ChannelClosedException e) {
                                assertTrue(into.isEmpty(), "a stop and a payload");
                                return null;
                            }
                            fates.ended(take(into));
                            return null;
                        });
        Party<Void> sender =
                Party.start(
                        Party.Kind.COROUTINE,
                        "sender",
                        scheduler,
                        () -> {
                            Descriptor mine = payload(number);
                            channel.sendOrClosed(mine);
                            fates.sent(mine, number);
                            return null;
                        });
        receiver.stop();
        receiver.get(patience());
        // For one whose receiver has gone.
        channel.cancel(null);
        sender.get(patience());
    }

    @Test
    public void aTimeoutThatMeetsAHandOverLosesNothing() throws Exception {
        for (DescriptorSpec spec : specs("of the kit")) {
            Fates fates = new Fates(TRIES);
            DescriptorChannel channel = bind(spec.onUndelivered(fates::returned));
            Party<Void> receiver =
                    Party.start(
                            Party.Kind.COROUTINE,
                            "receiver",
                            scheduler,
                            () -> {
                                Descriptor into = new Descriptor();
                                try {
                                    for (int i = 0; ; i++) {
                                        if (channel.receiveInto(into, shortly(i))) {
                                            fates.ended(take(into));
                                        }
                                    }
                                } catch (ChannelClosedException e) {
                                    return null;
                                }
                            });
            for (int i = 0; i < TRIES; i++) {
                Descriptor mine = payload(i);
                boolean sent = channel.send(mine, shortly(i * 7));
                assertEquals(sent, mine.isEmpty(), "who has a payload after a timeout");
                fates.sent(mine, i);
            }
            channel.close();
            receiver.get(patience());
            fates.check(spec);
        }
    }

    private static Duration shortly(int seed) {
        return Duration.ofNanos(1 + seed * 7_919L % 100_000);
    }

    @Test
    public void anUnbindingIsAnEnd() throws Exception {
        for (DescriptorSpec spec : specs("of the kit")) {
            DescriptorChannel channel = bind(spec);
            Descriptor mine = payload(1);
            if (!channel.trySend(mine)) {
                mine.close();
            }
            backends.unbind(channel, Duration.ZERO);
            assertTrue(channel.isClosedForReceive());
            assertEquals(0, live(), "leases that an unbinding has left");
            assertEquals(List.of(), backends.channels());
            checkLetGo();
        }
    }
}
