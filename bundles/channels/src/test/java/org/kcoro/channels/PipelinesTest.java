// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Latch;
import org.kcoro.scheduler.Scope;
import org.kcoro.scheduler.ScopeBody;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Producers, fan-in, fan-out and stages on scopes. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PipelinesTest {

    private static final String ALL = "org.kcoro.channels.Machine#all";
    private static final int COUNT = 200;

    private static final IllegalStateException PLANTED = new IllegalStateException("planted");

    private final Queue<Object> undelivered = new ConcurrentLinkedQueue<>();

    /** Every form of a channel between two stages, in turn. */
    private <E> List<ChannelBuilder<E>> forms(String name) {
        List<ChannelBuilder<E>> forms =
                List.of(
                        Channel.builder(name),
                        Channel.<E>builder(name).buffered(3),
                        Channel.<E>builder(name).unlimited());
        forms.forEach(form -> form.onUndelivered(undelivered::add));
        return forms;
    }

    private static List<Integer> numbers() {
        return IntStream.range(0, COUNT).boxed().collect(Collectors.toList());
    }

    private static ProducerBody<Integer> counting() {
        return channel -> {
            for (int i = 0; i < COUNT; i++) {
                channel.send(i);
            }
        };
    }

    private static <E> List<E> drain(Channel<E> channel) throws InterruptedException {
        List<E> all = new ArrayList<>();
        for (E element; (element = channel.receiveOrClosed()) != null; ) {
            all.add(element);
        }
        return all;
    }

    private static <T> T inScope(Rig rig, ScopeBody<T> body) throws Exception {
        return Scope.run(rig.scheduler, "scope", body);
    }

    // Without failures.

    @ParameterizedTest
    @MethodSource(ALL)
    void aProducerSendsAndThenCloses(Machine machine) throws Exception {
        for (ChannelBuilder<Integer> form : this.<Integer>forms("numbers")) {
            try (Rig rig = new Rig(machine)) {
                assertEquals(
                        numbers(),
                        inScope(rig, scope -> drain(Pipelines.produce(scope, form, counting()))));
            }
        }
        assertEquals(List.of(), List.copyOf(undelivered));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void fanInKeepsTheOrderOfEachSource(Machine machine) throws Exception {
        for (int form = 0; form < 3; form++) {
            ChannelBuilder<Integer> into = this.<Integer>forms("all").get(form);
            ChannelBuilder<Integer> from = this.<Integer>forms("source").get(form);
            try (Rig rig = new Rig(machine)) {
                List<Integer> all =
                        inScope(
                                rig,
                                scope -> {
                                    List<Channel<Integer>> sources = new ArrayList<>();
                                    for (int s = 0; s < 4; s++) {
                                        int source = s;
                                        sources.add(
                                                Pipelines.produce(
                                                        scope,
                                                        from,
                                                        channel -> {
                                                            for (int i = 0; i < COUNT; i++) {
                                                                channel.send(source * COUNT + i);
                                                            }
                                                        }));
                                    }
                                    return drain(Pipelines.fanIn(scope, into, sources));
                                });
                assertEquals(4 * COUNT, all.size());
                int[] next = new int[4];
                for (int element : all) {
                    assertEquals(next[element / COUNT]++, element % COUNT);
                }
            }
        }
        assertEquals(List.of(), List.copyOf(undelivered));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void fanOutGivesEachElementToOneWorker(Machine machine) throws Exception {
        for (ChannelBuilder<Integer> form : this.<Integer>forms("numbers")) {
            Queue<Integer> handled = new ConcurrentLinkedQueue<>();
            try (Rig rig = new Rig(machine)) {
                inScope(
                        rig,
                        scope -> {
                            Channel<Integer> source = Pipelines.produce(scope, form, counting());
                            Pipelines.fanOut(
                                    scope,
                                    "worker",
                                    source,
                                    3,
                                    element -> {
                                        if (element % 5 == 0) {
                                            Coroutine.yield();
                                        }
                                        handled.add(element);
                                    });
                            return null;
                        });
            }
            assertEquals(numbers(), handled.stream().sorted().toList());
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void stagesKeepTheOrderWhereTheySaySo(Machine machine) throws Exception {
        List<Integer> expected = numbers().stream().map(i -> 2 * i).toList();
        for (int form = 0; form < 3; form++) {
            ChannelBuilder<Integer> from = this.<Integer>forms("numbers").get(form);
            ChannelBuilder<Integer> into = this.<Integer>forms("doubled").get(form);
            for (int workers : new int[] {1, 2, 5}) {
                ElementMapper<Integer, Integer> twice =
                        element -> {
                            for (int i = element % 4; i > 0; i--) {
                                Coroutine.yield();
                            }
                            return 2 * element;
                        };
                try (Rig rig = new Rig(machine)) {
                    assertEquals(
                            expected,
                            inScope(
                                    rig,
                                    scope ->
                                            drain(
                                                    Pipelines.mapInOrder(
                                                            scope,
                                                            Pipelines.produce(
                                                                    scope, from, counting()),
                                                            into,
                                                            workers,
                                                            twice))));
                    List<Integer> unordered =
                            inScope(
                                    rig,
                                    scope ->
                                            drain(
                                                    Pipelines.mapUnordered(
                                                            scope,
                                                            Pipelines.produce(
                                                                    scope, from, counting()),
                                                            into,
                                                            workers,
                                                            twice)));
                    assertEquals(expected, unordered.stream().sorted().toList());
                }
            }
        }
        assertEquals(List.of(), List.copyOf(undelivered));
    }

    // Failures.

    @ParameterizedTest
    @MethodSource(ALL)
    void theFailureOfAProducerIsItsScopes(Machine machine) throws Exception {
        for (ChannelBuilder<Integer> form : this.<Integer>forms("numbers")) {
            try (Rig rig = new Rig(machine)) {
                ExecutionException failed =
                        assertThrows(
                                ExecutionException.class,
                                () ->
                                        inScope(
                                                rig,
                                                scope -> {
                                                    Channel<Integer> numbers =
                                                            Pipelines.produce(
                                                                    scope,
                                                                    form,
                                                                    channel -> {
                                                                        throw PLANTED;
                                                                    });
                                                    numbers.receive();
                                                    return null;
                                                }));
                assertSame(PLANTED, failed.getCause());
            }
        }
    }

    /** In a scope where it disturbs nobody, the failure goes down the channels. */
    @ParameterizedTest
    @MethodSource(ALL)
    void theFailureOfAProducerIsTheCauseAtTheEndOfThePipeline(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            List<Integer> received = new ArrayList<>();
            Throwable cause =
                    Scope.supervise(
                            rig.scheduler,
                            "scope",
                            scope -> {
                                Channel<Integer> source =
                                        Pipelines.produce(
                                                scope,
                                                Channel.<Integer>builder("source").buffered(2),
                                                channel -> {
                                                    channel.send(1);
                                                    channel.send(2);
                                                    throw PLANTED;
                                                });
                                Channel<Integer> mapped =
                                        Pipelines.mapInOrder(
                                                scope,
                                                source,
                                                Channel.builder("mapped"),
                                                2,
                                                i -> i);
                                Channel<Integer> all =
                                        Pipelines.fanIn(
                                                scope, Channel.builder("all"), List.of(mapped));
                                return assertThrows(
                                                ChannelClosedException.class,
                                                () -> {
                                                    while (true) {
                                                        received.add(all.receive());
                                                    }
                                                })
                                        .getCause();
                            });
            assertSame(PLANTED, cause);
            assertEquals(List.of(1, 2), received);
            assertEquals(List.of(PLANTED), rig.takeFailures());
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aStageThatFailsEndsBothSides(Machine machine) throws Exception {
        for (boolean inOrder : new boolean[] {true, false}) {
            undelivered.clear();
            try (Rig rig = new Rig(machine)) {
                List<Integer> handedOn = new ArrayList<>();
                List<Integer> sent = new ArrayList<>();
                Throwable cause =
                        Scope.supervise(
                                rig.scheduler,
                                "scope",
                                scope -> {
                                    Channel<Integer> source =
                                            Pipelines.produce(
                                                    scope,
                                                    this.<Integer>forms("source").get(1),
                                                    channel -> {
                                                        for (int i = 0; ; i++) {
                                                            channel.send(i);
                                                            sent.add(i);
                                                        }
                                                    });
                                    ElementMapper<Integer, Integer> mapper =
                                            element -> {
                                                if (element == 10) {
                                                    throw PLANTED;
                                                }
                                                return element;
                                            };
                                    ChannelBuilder<Integer> into = Channel.builder("into");
                                    Channel<Integer> mapped =
                                            inOrder
                                                    ? Pipelines.mapInOrder(
                                                            scope, source, into, 3, mapper)
                                                    : Pipelines.mapUnordered(
                                                            scope, source, into, 3, mapper);
                                    return assertThrows(
                                                    ChannelClosedException.class,
                                                    () -> {
                                                        while (true) {
                                                            handedOn.add(mapped.receive());
                                                        }
                                                    })
                                            .getCause();
                                });
                assertSame(PLANTED, cause);
                assertEquals(List.of(PLANTED), rig.takeFailures());
                if (inOrder) {
                    assertEquals(IntStream.range(0, 10).boxed().toList(), handedOn);
                }
                // Each was handed on, or was undelivered, or is the one that failed.
                List<Object> fates = new ArrayList<>(handedOn);
                fates.addAll(undelivered);
                fates.add(10);
                fates.sort(null);
                assertEquals(sent, fates);
            }
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void theOneWhoStopsReceivingEndsThePipeline(Machine machine) throws Exception {
        for (int form = 0; form < 3; form++) {
            undelivered.clear();
            ChannelBuilder<Integer> from = this.<Integer>forms("source").get(form);
            ChannelBuilder<Integer> into = this.<Integer>forms("into").get(form);
            List<Integer> sent = new ArrayList<>();
            List<Object> fates = new ArrayList<>();
            try (Rig rig = new Rig(machine)) {
                inScope(
                        rig,
                        scope -> {
                            Channel<Integer> source =
                                    Pipelines.produce(
                                            scope,
                                            from,
                                            channel -> {
                                                for (int i = 0; ; i++) {
                                                    channel.send(i);
                                                    sent.add(i);
                                                    Coroutine.yield();
                                                }
                                            });
                            Channel<Integer> mapped =
                                    Pipelines.mapInOrder(scope, source, into, 2, i -> i);
                            for (int i = 0; i < 20; i++) {
                                fates.add(mapped.receive());
                            }
                            mapped.cancel(null);
                            return null;
                        });
            }
            fates.addAll(undelivered);
            fates.sort(null);
            assertEquals(sent, fates);
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void theCancelOfTheScopeLosesNothingSilently(Machine machine) throws Exception {
        for (int form = 0; form < 3; form++) {
            undelivered.clear();
            ChannelBuilder<Integer> from = this.<Integer>forms("source").get(form);
            ChannelBuilder<Integer> into = this.<Integer>forms("into").get(form);
            ChannelBuilder<Integer> all = this.<Integer>forms("all").get(form);
            List<Integer> sent = new ArrayList<>();
            List<Object> fates = new ArrayList<>();
            try (Rig rig = new Rig(machine)) {
                assertThrows(
                        CancellationException.class,
                        () ->
                                inScope(
                                        rig,
                                        scope -> {
                                            Channel<Integer> source =
                                                    Pipelines.produce(
                                                            scope,
                                                            from,
                                                            channel -> {
                                                                for (int i = 0; ; i++) {
                                                                    channel.send(i);
                                                                    sent.add(i);
                                                                    Coroutine.yield();
                                                                }
                                                            });
                                            Channel<Integer> end =
                                                    Pipelines.fanIn(
                                                            scope,
                                                            all,
                                                            List.of(
                                                                    Pipelines.mapUnordered(
                                                                            scope, source, into, 2,
                                                                            i -> i)));
                                            for (int i = 0; i < 20; i++) {
                                                fates.add(end.receive());
                                            }
                                            scope.cancel("enough");
                                            return null;
                                        }));
            }
            fates.addAll(undelivered);
            fates.sort(null);
            assertEquals(sent, fates);
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void workersThatFailAloneLeaveTheRestToTheOthers(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Queue<Integer> handled = new ConcurrentLinkedQueue<>();
            Channel<Integer> source = Form.BUFFERED_3.open("source");
            Latch ended = new Latch("ended", 1);
            Scope.supervise(
                    rig.scheduler,
                    "scope",
                    scope -> {
                        Pipelines.fanOut(
                                scope,
                                "worker",
                                source,
                                3,
                                element -> {
                                    handled.add(element);
                                    if (element % 10 == 9) {
                                        throw PLANTED;
                                    }
                                });
                        scope.launch(
                                "sends",
                                () -> {
                                    int sent = 0;
                                    while (source.sendOrClosed(sent)) {
                                        sent++;
                                    }
                                    ended.countDown();
                                });
                        ended.await();
                        return null;
                    });
            assertEquals(List.of(PLANTED, PLANTED, PLANTED), rig.takeFailures());
            assertTrue(handled.containsAll(List.of(9, 19, 29)), handled::toString);
            assertFalse(handled.contains(39));
        }
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.channels.Machine#single")
    void badInputIsNamed(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            inScope(
                    rig,
                    scope -> {
                        Channel<Integer> source = Channel.rendezvous("source");
                        IllegalArgumentException none =
                                assertThrows(
                                        IllegalArgumentException.class,
                                        () ->
                                                Pipelines.fanIn(
                                                        scope,
                                                        Channel.builder("into"),
                                                        List.<Channel<Integer>>of()));
                        assertEquals(
                                "fan-in into channel into: there is no source", none.getMessage());
                        IllegalArgumentException workers =
                                assertThrows(
                                        IllegalArgumentException.class,
                                        () ->
                                                Pipelines.fanOut(
                                                        scope, "worker", source, 0, e -> {}));
                        assertEquals(
                                "fan-out worker: 0 workers; it must be at least 1",
                                workers.getMessage());
                        assertThrows(
                                NullPointerException.class,
                                () -> Pipelines.produce(scope, Channel.builder("into"), null));
                        return null;
                    });
            Channel<Integer> source = Channel.unlimited("source");
            source.send(1);
            source.close();
            ExecutionException failed =
                    assertThrows(
                            ExecutionException.class,
                            () ->
                                    inScope(
                                            rig,
                                            scope -> {
                                                Pipelines.map(
                                                        scope,
                                                        source,
                                                        Channel.builder("into"),
                                                        e -> null);
                                                return null;
                                            }));
            assertEquals(
                    "stage into channel into: the mapper made null",
                    failed.getCause().getMessage());
        }
    }
}
