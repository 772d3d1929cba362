// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Coroutine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** Producers, fan-in, fan-out and stages on scopes. */
@Tag("heavy")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PipelinesTest {

    private static final String ALL = "org.kcoro.channels.Machine#all";
    private static final int COUNT = 200;

    private final PipelineForms forms = new PipelineForms();

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

    @ParameterizedTest
    @MethodSource(ALL)
    void aProducerSendsAndThenCloses(Machine machine) throws Exception {
        for (ChannelBuilder<Integer> form : forms.<Integer>of("numbers")) {
            try (Rig rig = new Rig(machine)) {
                assertEquals(
                        numbers(),
                        rig.inScope(scope -> drain(Pipelines.produce(scope, form, counting()))));
            }
        }
        assertEquals(List.of(), List.copyOf(forms.undelivered));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void fanInKeepsTheOrderOfEachSource(Machine machine) throws Exception {
        for (int form = 0; form < 3; form++) {
            ChannelBuilder<Integer> into = forms.<Integer>of("all").get(form);
            ChannelBuilder<Integer> from = forms.<Integer>of("source").get(form);
            try (Rig rig = new Rig(machine)) {
                List<Integer> all =
                        rig.inScope(
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
        assertEquals(List.of(), List.copyOf(forms.undelivered));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void fanOutGivesEachElementToOneWorker(Machine machine) throws Exception {
        for (ChannelBuilder<Integer> form : forms.<Integer>of("numbers")) {
            Queue<Integer> handled = new ConcurrentLinkedQueue<>();
            try (Rig rig = new Rig(machine)) {
                rig.inScope(
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
            ChannelBuilder<Integer> from = forms.<Integer>of("numbers").get(form);
            ChannelBuilder<Integer> into = forms.<Integer>of("doubled").get(form);
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
                            rig.inScope(
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
                            rig.inScope(
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
        assertEquals(List.of(), List.copyOf(forms.undelivered));
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.channels.Machine#single")
    void badInputIsNamed(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            rig.inScope(
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
                                    rig.inScope(
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
