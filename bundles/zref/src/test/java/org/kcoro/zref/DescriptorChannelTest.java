// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelBuilder;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.ChannelSnapshot;
import org.kcoro.channels.FlyweightChannel;
import org.kcoro.channels.ReceiveClause;
import org.kcoro.channels.Reservation;
import org.kcoro.channels.Select;
import org.kcoro.channels.SendClause;
import org.kcoro.scheduler.Coroutine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Who owns a lease after each operation of a channel that has succeeded, or was refused. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DescriptorChannelTest {

    private static final String ALL = "org.kcoro.zref.Machine#all";
    private static final Duration SHORT = Duration.ofMillis(1);

    private final Payloads payloads = new Payloads();
    private final PoolRegion pool = payloads.pool;
    private final Descriptor received = new Descriptor();

    private Descriptor payload() {
        return payloads.next();
    }

    @AfterEach
    void end() {
        payloads.end(received);
    }

    // Send and receive.

    @Test
    void whoSendsGivesAndWhoReceivesOwns() throws InterruptedException {
        FlyweightChannel<Descriptor> channel = Payloads.buffered(8);
        Descriptor one = payload();
        channel.send(one);
        assertTrue(one.isEmpty());
        assertThrows(IllegalStateException.class, () -> one.getLong(0));
        assertThrows(IllegalStateException.class, one::close);
        assertTrue(channel.sendOrClosed(payload()));
        assertTrue(channel.send(payload(), SHORT));
        assertTrue(channel.trySend(payload()));
        payloads.assertLive(4);
        for (int number = 1; number <= 4; number++) {
            switch (number) {
                case 1 -> channel.receiveInto(received);
                case 2 -> assertTrue(channel.receiveInto(received, SHORT));
                case 3 -> assertTrue(channel.receiveIntoOrClosed(received));
                default -> assertTrue(channel.tryReceiveInto(received));
            }
            Payloads.assertOwns(received, number);
            assertSame(pool, received.region());
            received.close();
        }
        payloads.assertLive(0);
        ChannelSnapshot snapshot = channel.snapshot();
        assertEquals(4, snapshot.sends());
        assertEquals(4, snapshot.recvs());
        assertEquals(32, snapshot.bytesSent());
        assertEquals(32, snapshot.bytesRecv());
    }

    @Test
    void batchesMoveEachLease() throws InterruptedException {
        FlyweightChannel<Descriptor> channel = Payloads.buffered(3);
        Descriptor[] many = {payload(), payload(), payload(), payload()};
        assertEquals(3, channel.sendSome(many, 0, 4));
        assertTrue(many[2].isEmpty());
        Payloads.assertOwns(many[3], 4);
        Descriptor[] into = {new Descriptor(), new Descriptor(), many[3], new Descriptor()};
        assertThrows(IllegalStateException.class, () -> channel.receiveSome(into, 0, 4));
        payloads.assertLive(4);
        assertEquals(2, channel.receiveSome(into, 0, 2));
        Payloads.assertOwns(into[0], 1);
        Payloads.assertOwns(into[1], 2);
        Queue<Descriptor> queue = new ArrayDeque<>(List.of(many[3]));
        assertEquals(1, channel.sendAll(queue));
        assertTrue(many[3].isEmpty());
        channel.cancel(null);
        payloads.assertLive(2);
        Arrays.stream(into).limit(2).forEach(Descriptor::close);
    }

    @Test
    void aSendThatIsRefusedKeeps() throws InterruptedException {
        FlyweightChannel<Descriptor> channel = Payloads.buffered(1);
        assertTrue(channel.trySend(payload()));
        Descriptor kept = payload();
        assertFalse(channel.trySend(kept));
        Payloads.assertOwns(kept, 2);
        assertFalse(channel.send(kept, SHORT));
        Payloads.assertOwns(kept, 2);
        channel.close();
        assertFalse(channel.sendOrClosed(kept));
        assertThrows(ChannelClosedException.class, () -> channel.send(kept));
        assertThrows(ChannelClosedException.class, () -> channel.trySend(kept));
        Payloads.assertOwns(kept, 2);
        kept.close();
        // What was sent before the close is still there.
        assertTrue(channel.receiveIntoOrClosed(received));
        Payloads.assertOwns(received, 1);
        received.close();
        assertFalse(channel.receiveIntoOrClosed(received));
        assertThrows(ChannelClosedException.class, () -> channel.receiveInto(received));
        assertTrue(received.isEmpty());
    }

    @Test
    void aReceiveThatFindsNothingOwnsNothing() throws InterruptedException {
        FlyweightChannel<Descriptor> channel = Payloads.buffered(1);
        assertFalse(channel.tryReceiveInto(received));
        assertFalse(channel.receiveInto(received, SHORT));
        assertTrue(received.isEmpty());
    }

    @Test
    void errorsOfUseChangeNothing() {
        FlyweightChannel<Descriptor> channel = Payloads.buffered(2);
        IllegalArgumentException empty =
                assertThrows(IllegalArgumentException.class, () -> channel.send(received));
        assertTrue(
                empty.getMessage().startsWith("channel payloads (buffered) cannot send"),
                empty::toString);
        Descriptor kept = payload();
        assertTrue(channel.trySend(payload()));
        IllegalStateException full =
                assertThrows(IllegalStateException.class, () -> channel.tryReceiveInto(kept));
        assertTrue(
                full.getMessage().startsWith("channel payloads (buffered) cannot receive into"),
                full::toString);
        Payloads.assertOwns(kept, 1);
        assertThrows(UnsupportedOperationException.class, channel::receive);
        assertThrows(UnsupportedOperationException.class, channel::tryReceive);
        payloads.assertLive(2);
        kept.close();
        channel.cancel(null);
    }

    // Reservations.

    @Test
    void aCommitOwnsAndAnAbortGivesBack() {
        FlyweightChannel<Descriptor> channel = Payloads.buffered(2);
        channel.trySend(payload());
        Reservation<Descriptor> aborted = channel.tryReserve();
        Descriptor reserved = aborted.element();
        Payloads.assertOwns(reserved, 1);
        aborted.abort();
        assertTrue(reserved.isEmpty());
        assertThrows(IllegalStateException.class, () -> reserved.getLong(0));
        Reservation<Descriptor> committed = channel.tryReserve();
        committed.commit();
        committed.element().moveTo(received);
        Payloads.assertOwns(received, 1);
        assertEquals(0, channel.snapshot().depth());
    }

    @Test
    void anAbortAfterACancelCloses() {
        FlyweightChannel<Descriptor> channel = Payloads.buffered(2);
        channel.trySend(payload());
        Reservation<Descriptor> reservation = channel.tryReserve();
        channel.cancel(null);
        payloads.assertLive(1);
        reservation.abort();
        payloads.assertLive(0);
    }

    // Select.

    @Test
    void aClauseThatIsChosenGivesOrOwns() {
        FlyweightChannel<Descriptor> out = Payloads.buffered(1);
        FlyweightChannel<Descriptor> in = Payloads.buffered(1);
        Channel<String> words = Channel.buffered("words", 1);
        Select select = Select.biased();
        ReceiveClause<Descriptor> receives = select.receive(in);
        Descriptor one = payload();
        SendClause<Descriptor> sends = select.send(out).element(one);
        ReceiveClause<String> others = select.receive(words);
        assertTrue(words.trySend("word"));
        assertSame(sends, select.tryNow());
        assertTrue(one.isEmpty());
        assertSame(others, select.tryNow());
        assertEquals("word", others.element());
        Descriptor two = payload();
        sends.element(two);
        assertEquals(null, select.tryNow());
        Payloads.assertOwns(two, 2);
        assertTrue(in.trySend(payload()));
        assertSame(receives, select.tryNow());
        Payloads.assertOwns(receives.element(), 3);
        Payloads.assertOwns(two, 2);
        IllegalStateException e = assertThrows(IllegalStateException.class, select::tryNow);
        assertTrue(
                e.getMessage().startsWith("channel payloads (buffered) cannot receive into"),
                e::toString);
        receives.element().close();
        assertEquals(null, select.tryNow());
        two.close();
        out.cancel(null);
    }

    // Pipelines.

    @ParameterizedTest
    @MethodSource(ALL)
    void payloadsPassThroughMany(Machine machine) throws Exception {
        int count = Effort.of(machine.is("jdk") ? 300 : 2_000, 100_000);
        try (Rig rig = new Rig(machine)) {
            FlyweightChannel<Descriptor> first = Payloads.buffered(4);
            FlyweightChannel<Descriptor> second = Payloads.open(ChannelBuilder::rendezvous);
            Coroutine<Void> producer =
                    rig.launch(
                            "producer",
                            () -> {
                                Descriptor own = new Descriptor();
                                for (int i = 1; i <= count; i++) {
                                    pool.allocate(16, own);
                                    own.setLong(0, i);
                                    first.send(own);
                                }
                                first.close();
                            });
            Coroutine<Void> stage =
                    rig.launch(
                            "stage",
                            () -> {
                                Descriptor own = new Descriptor();
                                while (first.receiveIntoOrClosed(own)) {
                                    own.setLong(8, -own.getLong(0));
                                    second.send(own);
                                }
                                second.close();
                            });
            Coroutine<Long> consumer =
                    rig.scheduler.launch(
                            "consumer",
                            () -> {
                                Descriptor own = new Descriptor();
                                long sum = 0;
                                while (second.receiveIntoOrClosed(own)) {
                                    assertEquals(-own.getLong(0), own.getLong(8));
                                    sum += own.getLong(0);
                                    own.close();
                                }
                                return sum;
                            });
            assertEquals(count * (count + 1L) / 2, Rig.get(consumer));
            Rig.get(producer);
            Rig.get(stage);
        }
        payloads.assertLive(0);
        assertEquals(count, pool.snapshot().leases());
    }
}
