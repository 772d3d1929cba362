// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.CoroutineState;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** Selects over channels that keep their elements by value. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FlyweightSelectTest {

    private static final int ELEMENTS = 200;

    private final Numbered.Given layout = new Numbered.Given();

    @ParameterizedTest
    @MethodSource("org.kcoro.channels.Setup#all")
    void aSelectWaitsForBothMakes(Setup setup) throws Exception {
        FlyweightChannel<Numbered> values = layout.open(setup.form());
        Channel<Integer> references = setup.form().open("references");
        try (Rig rig = new Rig(setup.machine())) {
            Coroutine<Void> first = rig.launch("values", () -> sendAll(values));
            Coroutine<Void> second =
                    rig.launch(
                            "references",
                            () -> {
                                for (int i = 0; i < ELEMENTS; i++) {
                                    references.send(i);
                                }
                            });
            List<List<Long>> received = rig.in(() -> selectAll(values, references));
            assertEquals(List.of(Numbered.upTo(ELEMENTS), Numbered.upTo(ELEMENTS)), received);
            assertEquals(CoroutineState.COMPLETED, Rig.ended(first));
            assertEquals(CoroutineState.COMPLETED, Rig.ended(second));
            assertEquals(Numbered.upTo(ELEMENTS), layout.numbers);
        }
    }

    /** By a clause with one flyweight. */
    private static void sendAll(FlyweightChannel<Numbered> values) throws InterruptedException {
        Select select = Select.fair();
        SendClause<Numbered> clause = select.send(values);
        Numbered mine = new Numbered();
        for (int i = 0; i < ELEMENTS; i++) {
            clause.element(mine.set(i));
            select.await();
            assertEquals(Numbered.NOTHING, mine.number());
        }
    }

    private static List<List<Long>> selectAll(
            FlyweightChannel<Numbered> values, Channel<Integer> references)
            throws InterruptedException {
        List<List<Long>> received = List.of(new ArrayList<>(), new ArrayList<>());
        Select select = Select.fair();
        ReceiveClause<Numbered> value = select.receive(values);
        ReceiveClause<Integer> reference = select.receive(references);
        for (int i = 0; i < 2 * ELEMENTS; i++) {
            if (select.await() == value) {
                received.get(0).add(value.element().number());
            } else {
                received.get(1).add(reference.element().longValue());
            }
        }
        return received;
    }

    @Test
    void clausesHaveAFlyweightOfTheirOwn() throws InterruptedException {
        FlyweightChannel<Numbered> channel = layout.open(Form.BUFFERED_3);
        channel.send(Numbered.of(1));
        channel.send(Numbered.of(2));
        Select receives = Select.fair();
        ReceiveClause<Numbered> receive = receives.receive(channel);
        receives.await();
        Numbered received = receive.element();
        assertEquals(1, received.number());
        receives.await();
        assertSame(received, receive.element());
        assertEquals(2, received.number());
        assertEquals(null, receives.tryNow());
        assertThrows(IllegalStateException.class, receive::element);

        channel.send(Numbered.of(3));
        channel.send(Numbered.of(4));
        Select reserves = Select.fair();
        ReserveClause<Numbered> reserve = reserves.reserve(channel);
        reserves.await();
        Reservation<Numbered> first = reserve.reservation();
        reserves.await();
        Reservation<Numbered> second = reserve.reservation();
        assertEquals(3, first.element().number());
        assertEquals(4, second.element().number());
        first.commit();
        second.commit();
    }

    @Test
    void aSendClauseReadsItsFlyweightWhenItIsChosen() throws InterruptedException {
        FlyweightChannel<Numbered> channel =
                Form.BUFFERED_1
                        .<Numbered>builder("sized")
                        .sizer(Numbered::number)
                        .buildFlyweights(layout);
        channel.send(Numbered.of(10));
        Numbered mine = Numbered.of(20);
        Select select = Select.fair();
        select.send(channel).element(mine);
        assertEquals(null, select.tryNow());
        mine.set(30);
        Numbered received = new Numbered();
        channel.receiveInto(received);
        select.await();
        assertEquals(40, channel.snapshot().bytesSent());
        channel.receiveInto(received);
        assertEquals(30, received.number());
        assertEquals(40, channel.snapshot().bytesRecv());
        assertEquals(List.of(10L, 30L), layout.numbers);
    }
}
