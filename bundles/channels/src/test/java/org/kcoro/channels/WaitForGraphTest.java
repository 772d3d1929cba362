// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.CoroutineDump;
import org.kcoro.scheduler.Latch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a dump says of waits in channels: the channel, and those that may end the wait. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WaitForGraphTest {

    private static final String SINGLE = "org.kcoro.channels.Machine#single";

    private static CoroutineDump.Entry entry(CoroutineDump dump, Coroutine<?> of) {
        return dump.coroutines().stream()
                .filter(entry -> entry.key().id() == of.id())
                .findAny()
                .orElseThrow(() -> new AssertionError("no " + of + " in " + dump.toText()));
    }

    /** The names of those that may end the wait of a coroutine. */
    private static Set<String> peers(CoroutineDump dump, Coroutine<?> of) {
        List<CoroutineDump.Key> owners = entry(dump, of).owners();
        return dump.coroutines().stream()
                .filter(entry -> owners.contains(entry.key()))
                .map(CoroutineDump.Entry::name)
                .collect(Collectors.toSet());
    }

    /** In every format: the edge, and that it is a possible one. */
    private static void assertMayEnd(CoroutineDump dump, Coroutine<?> waits, Coroutine<?> peer) {
        String from = entry(dump, waits).key().toString();
        String to = entry(dump, peer).key().toString();
        assertFalse(entry(dump, waits).waitReason().definite());
        assertEquals(List.of(), dump.deadlocks());
        String text = dump.toText();
        assertTrue(text.contains(", perhaps by [" + to + "]"), text);
        String dot = dump.toDot();
        assertTrue(dot.contains('"' + from + "\" -> \"" + to + "\" [style=dashed];"), () -> dot);
        String json = dump.toJson();
        assertTrue(json.replaceAll("\\s", "").contains("\"definite\":false"), () -> json);
    }

    /** The usual question: the producer is stuck elsewhere, and its consumer waits for it. */
    @ParameterizedTest
    @MethodSource(SINGLE)
    void aReceiverWaitsForTheOneThatHasSentBefore(Machine machine) throws Exception {
        Channel<Integer> lines = Channel.buffered("lines", 4);
        Latch gate = new Latch("gate", 1);
        try (Rig rig = new Rig(machine)) {
            Coroutine<Integer> consumer =
                    rig.call("consumes", () -> lines.receive() + lines.receive());
            rig.settle();
            assertEquals(Set.of(), peers(rig.scheduler.dump(false), consumer));
            Coroutine<Void> producer =
                    rig.launch(
                            "produces",
                            () -> {
                                lines.send(1);
                                gate.await();
                                lines.send(2);
                            });
            rig.settle();
            CoroutineDump dump = rig.scheduler.dump(false);
            assertTrue(dump.toText().contains("parked, receive: channel lines, perhaps by ["));
            assertMayEnd(dump, consumer, producer);
            gate.countDown();
            assertEquals(3, Rig.get(consumer));
            Rig.get(producer);
        }
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.channels.Setup#single")
    void aSenderWaitsForTheOneThatHasWaitedToReceive(Setup setup) throws Exception {
        Channel<Integer> lines = setup.form().open("lines");
        Latch gate = new Latch("gate", 1);
        try (Rig rig = new Rig(setup.machine())) {
            Coroutine<Integer> consumer =
                    rig.call(
                            "consumes",
                            () -> {
                                lines.receive();
                                gate.await();
                                return lines.receive();
                            });
            rig.settle();
            Coroutine<Void> producer =
                    rig.launch(
                            "produces",
                            () -> {
                                for (int i = 0; i < setup.form().capacity() + 2; i++) {
                                    lines.send(i);
                                }
                            });
            rig.settle();
            CoroutineDump dump = rig.scheduler.dump(false);
            assertTrue(dump.toText().contains("send: channel lines"), dump::toText);
            assertMayEnd(dump, producer, consumer);
            gate.countDown();
            assertEquals(1, Rig.get(consumer));
            Rig.get(producer);
        }
    }

    /** A circle of channels is no deadlock that is certain: a third one could send. */
    @ParameterizedTest
    @MethodSource(SINGLE)
    void twoThatWaitForEachOtherAreACircleOfPossibleEdges(Machine machine) throws Exception {
        Channel<Integer> there = Channel.rendezvous("there");
        Channel<Integer> back = Channel.rendezvous("back");
        try (Rig rig = new Rig(machine)) {
            Coroutine<Integer> left =
                    rig.call(
                            "left",
                            () -> {
                                there.send(1);
                                back.receive();
                                return back.receiveOrClosed();
                            });
            Coroutine<Integer> right =
                    rig.call(
                            "right",
                            () -> {
                                there.receive();
                                back.send(2);
                                return there.receiveOrClosed();
                            });
            rig.settle();
            CoroutineDump dump = rig.scheduler.dump(false);
            assertMayEnd(dump, left, right);
            assertMayEnd(dump, right, left);
            there.close();
            back.close();
            Rig.get(left);
            Rig.get(right);
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aSelectWaitsForThePeersOfAllItsChannels(Machine machine) throws Exception {
        Channel<Integer> in = Channel.rendezvous("in");
        Channel<Integer> out = Channel.rendezvous("out");
        Latch gate = new Latch("gate", 1);
        try (Rig rig = new Rig(machine)) {
            Coroutine<Void> selects =
                    rig.launch(
                            "selects",
                            () -> {
                                Select select = Select.fair();
                                select.receive(in);
                                SendClause<Integer> sends = select.send(out).element(1);
                                select.await();
                                select.await();
                                sends.element(1);
                                assertThrows(ChannelClosedException.class, select::await);
                            });
            Coroutine<Void> source = rig.launch("source", () -> sendLater(in, gate));
            Coroutine<Void> sink = rig.launch("sink", () -> receiveLater(out, gate));
            rig.settle();
            CoroutineDump dump = rig.scheduler.dump(false);
            assertEquals(Set.of("source", "sink"), peers(dump, selects));
            assertTrue(dump.toText().contains("select: channels in, out"), dump::toText);
            in.close();
            Rig.get(selects);
            gate.countDown();
            Rig.get(source);
            Rig.get(sink);
        }
    }

    private static void sendLater(Channel<Integer> channel, Latch gate)
            throws InterruptedException {
        channel.send(1);
        gate.await();
    }

    private static void receiveLater(Channel<Integer> channel, Latch gate)
            throws InterruptedException {
        channel.receive();
        gate.await();
    }

    /** One that waits in a select is known to those that wait for it afterwards. */
    @ParameterizedTest
    @MethodSource(SINGLE)
    void aSelectIsAPeerToo(Machine machine) throws Exception {
        Channel<Integer> lines = Channel.rendezvous("lines");
        Latch gate = new Latch("gate", 1);
        try (Rig rig = new Rig(machine)) {
            Coroutine<Void> selects =
                    rig.launch(
                            "selects",
                            () -> {
                                Select select = Select.fair();
                                select.receive(lines);
                                select.await();
                                gate.await();
                                select.await();
                            });
            rig.settle();
            Coroutine<Void> sends =
                    rig.launch(
                            "sends",
                            () -> {
                                lines.send(1);
                                lines.send(2);
                            });
            rig.settle();
            assertMayEnd(rig.scheduler.dump(false), sends, selects);
            gate.countDown();
            Rig.get(selects);
            Rig.get(sends);
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void thoseThatHaveEndedAndThreadsAndOneselfAreNoPeers(Machine machine) throws Exception {
        Channel<Integer> lines = Channel.buffered("lines", 1);
        try (Rig rig = new Rig(machine)) {
            Coroutine<Integer> waits =
                    rig.call(
                            "waits",
                            () -> {
                                int sum = 0;
                                for (int i = 0; i < 3; i++) {
                                    sum += lines.receive();
                                }
                                lines.send(0);
                                lines.receive();
                                return sum + lines.receive();
                            });
            rig.settle();
            rig.launch("sends and ends", () -> lines.send(1)).join();
            FutureTask<Void> thread =
                    Rig.thread(
                            "sends",
                            () -> {
                                lines.send(1);
                                lines.send(1);
                                return null;
                            });
            Rig.get(thread);
            rig.settle();
            CoroutineDump dump = rig.scheduler.dump(false);
            assertTrue(dump.toText().contains("receive: channel lines"), dump::toText);
            assertEquals(Set.of(), peers(dump, waits));
            lines.send(1);
            assertEquals(4, Rig.get(waits));
        }
    }

    /** Some of many are enough for a picture. */
    @ParameterizedTest
    @MethodSource(SINGLE)
    void someOfManyAreShown(Machine machine) throws Exception {
        Channel<Integer> lines = Channel.rendezvous("lines");
        Latch gate = new Latch("gate", 1);
        try (Rig rig = new Rig(machine)) {
            List<Coroutine<Void>> receivers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                receivers.add(rig.launch("receives", () -> receiveLater(lines, gate)));
            }
            rig.settle();
            Coroutine<Void> sends =
                    rig.launch(
                            "sends",
                            () -> {
                                for (int i = 0; i <= 100; i++) {
                                    lines.sendOrClosed(i);
                                }
                            });
            rig.settle();
            CoroutineDump dump = rig.scheduler.dump(false);
            int shown = entry(dump, sends).owners().size();
            assertTrue(shown > 0 && shown <= 8, dump::toText);
            assertEquals(Set.of("receives"), peers(dump, sends));
            lines.close();
            Rig.get(sends);
            gate.countDown();
            for (Coroutine<Void> receiver : receivers) {
                Rig.get(receiver);
            }
        }
    }
}
