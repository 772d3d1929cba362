// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Latch;
import org.kcoro.scheduler.Scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Pipelines whose parts fail, are cancelled, or have nobody who receives from them. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PipelineFailuresTest {

    private static final String ALL = "org.kcoro.channels.Machine#all";

    private static final IllegalStateException PLANTED = new IllegalStateException("planted");

    private final PipelineForms forms = new PipelineForms();

    @ParameterizedTest
    @MethodSource(ALL)
    void theFailureOfAProducerIsItsScopes(Machine machine) throws Exception {
        for (ChannelBuilder<Integer> form : forms.<Integer>of("numbers")) {
            try (Rig rig = new Rig(machine)) {
                ExecutionException failed =
                        assertThrows(
                                ExecutionException.class,
                                () ->
                                        rig.inScope(
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
            forms.undelivered.clear();
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
                                                    forms.<Integer>of("source").get(1),
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
                fates.addAll(forms.undelivered);
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
            forms.undelivered.clear();
            ChannelBuilder<Integer> from = forms.<Integer>of("source").get(form);
            ChannelBuilder<Integer> into = forms.<Integer>of("into").get(form);
            List<Integer> sent = new ArrayList<>();
            List<Object> fates = new ArrayList<>();
            try (Rig rig = new Rig(machine)) {
                rig.inScope(
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
            fates.addAll(forms.undelivered);
            fates.sort(null);
            assertEquals(sent, fates);
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void theCancelOfTheScopeLosesNothingSilently(Machine machine) throws Exception {
        for (int form = 0; form < 3; form++) {
            forms.undelivered.clear();
            ChannelBuilder<Integer> from = forms.<Integer>of("source").get(form);
            ChannelBuilder<Integer> into = forms.<Integer>of("into").get(form);
            ChannelBuilder<Integer> all = forms.<Integer>of("all").get(form);
            List<Integer> sent = new ArrayList<>();
            List<Object> fates = new ArrayList<>();
            try (Rig rig = new Rig(machine)) {
                assertThrows(
                        CancellationException.class,
                        () ->
                                rig.inScope(
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
            fates.addAll(forms.undelivered);
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
}
