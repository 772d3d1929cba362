// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Flyweights that own what they hold: none is sent that holds nothing, none is overwritten. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FlyweightOwnershipTest {

    /** Numbers that have one owner. */
    private static final class Owned extends Numbered.Given {

        @Override
        public void givenBack(Numbered reserved) {
            reserved.set(Numbered.NOTHING);
        }

        @Override
        public void checkSend(Numbered from) {
            if (from.number() == Numbered.NOTHING) {
                throw new IllegalStateException("it holds nothing");
            }
        }

        @Override
        public void checkReceive(Numbered into) {
            if (into.number() != Numbered.NOTHING) {
                throw new IllegalStateException("it holds " + into);
            }
        }
    }

    private final FlyweightChannel<Numbered> channel =
            Channel.<Numbered>builder("owned").buffered(4).buildFlyweights(new Owned());

    private static Numbered empty() {
        return new Numbered();
    }

    private void refused(String said, Executable use) {
        ChannelSnapshot before = channel.snapshot();
        IllegalStateException e = assertThrows(IllegalStateException.class, use);
        assertTrue(e.getMessage().startsWith("channel owned (buffered) cannot "), e.getMessage());
        assertTrue(e.getMessage().endsWith(said), e.getMessage());
        ChannelSnapshot after = channel.snapshot();
        assertEquals(before, after, "something has changed");
    }

    @Test
    void oneThatHoldsNothingIsNotSent() {
        String said = "send this flyweight: it holds nothing";
        refused(said, () -> channel.send(empty()));
        refused(said, () -> channel.send(empty(), Duration.ofDays(1)));
        refused(said, () -> channel.sendOrClosed(empty()));
        refused(said, () -> channel.trySend(empty()));
        refused(said, () -> channel.sendAll(new ArrayDeque<>(List.of(empty()))));
        refused(said, () -> channel.sendSome(new Numbered[] {empty()}, 0, 1));
        refused(said, () -> channel.sendSome(new Numbered[] {Numbered.of(1), empty()}, 0, 2));
        refused(said, () -> Select.fair().send(channel).element(empty()));
    }

    @Test
    void oneThatIsEmptiedBeforeTheRoundIsNotSent() {
        Select select = Select.fair();
        Numbered number = Numbered.of(1);
        select.send(channel).element(number);
        number.set(Numbered.NOTHING);
        refused("send this flyweight: it holds nothing", select::tryNow);
    }

    @Test
    void oneThatHoldsSomethingIsNotOverwritten() {
        assertTrue(channel.trySend(Numbered.of(7)));
        Numbered full = Numbered.of(8);
        String said = "receive into this flyweight: it holds number 8";
        refused(said, () -> channel.receiveInto(full));
        refused(said, () -> channel.receiveInto(full, Duration.ofDays(1)));
        refused(said, () -> channel.receiveIntoOrClosed(full));
        refused(said, () -> channel.tryReceiveInto(full));
        refused(said, () -> channel.receiveSome(new Numbered[] {empty(), full}, 0, 2));
        assertEquals(8, full.number());
    }

    @Test
    void aClauseWhoseFlyweightWasNotEmptiedTakesPartInNoRound() {
        Select select = Select.fair();
        ReceiveClause<Numbered> clause = select.receive(channel);
        assertTrue(channel.trySend(Numbered.of(1)));
        assertTrue(channel.trySend(Numbered.of(2)));
        assertEquals(clause, select.tryNow());
        refused("receive into this flyweight: it holds number 1", select::tryNow);
        clause.element().set(Numbered.NOTHING);
        assertEquals(clause, select.tryNow());
        assertEquals(2, clause.element().number());
    }

    @Test
    void anAbortTakesBackWhatTheReservationHolds() {
        assertTrue(channel.trySend(Numbered.of(5)));
        Reservation<Numbered> reservation = channel.tryReserve();
        Numbered reserved = reservation.element();
        reservation.abort();
        assertEquals(Numbered.NOTHING, reserved.number());
        Reservation<Numbered> again = channel.tryReserve();
        assertEquals(5, again.element().number());
        again.commit();
        assertEquals(5, again.element().number());
        assertFalse(channel.tryReceiveInto(empty()));
    }

    @Test
    void whatWasTakenOutCannotBeGivenBack() {
        assertTrue(channel.trySend(Numbered.of(5)));
        Reservation<Numbered> reservation = channel.tryReserve();
        reservation.element().set(Numbered.NOTHING);
        refused("send this flyweight: it holds nothing", reservation::abort);
        refused("send this flyweight: it holds nothing", reservation::close);
        reservation.commit();
        assertEquals(1, channel.snapshot().recvs());
    }
}
