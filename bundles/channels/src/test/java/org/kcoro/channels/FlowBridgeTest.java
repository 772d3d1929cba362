// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.scheduler.Scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What the bridges to publishers and subscribers do beyond the rules of {@link
 * ReactiveStreamsTest}.
 */
@Tag("heavy")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FlowBridgeTest {

    private static final String ALL = "org.kcoro.channels.Setup#all";
    private static final String SINGLE = "org.kcoro.channels.Setup#single";
    private static final int COUNT = 300;

    /** Notes the signals; requests nothing by itself. */
    private static final class Notes implements Flow.Subscriber<Integer> {

        final List<Object> signals = new ArrayList<>();
        Flow.Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
        }

        @Override
        public void onNext(Integer element) {
            signals.add(element);
        }

        @Override
        public void onError(Throwable failure) {
            signals.add(failure);
        }

        @Override
        public void onComplete() {
            signals.add("complete");
        }
    }

    /** From one channel into another one, by both bridges. */
    @ParameterizedTest
    @MethodSource(ALL)
    void elementsGoFromChannelToChannel(Setup setup) throws Exception {
        Channel<Integer> from = setup.form().open("from");
        Channel<Integer> into = setup.form().open("into");
        try (Rig rig = new Rig(setup.machine())) {
            FlowBridge.publisher(rig.scheduler, from)
                    .subscribe(
                            FlowBridge.subscriber(
                                    rig.scheduler, into, 1 + setup.form().capacity()));
            Coroutine<Long> sent =
                    rig.call(
                            "sends",
                            () -> {
                                long count =
                                        StreamBridge.sendAll(
                                                IntStream.range(0, COUNT).boxed(), from);
                                from.close();
                                return count;
                            });
            List<Integer> received = new ArrayList<>();
            into.receiveEach(received::add);
            assertEquals(IntStream.range(0, COUNT).boxed().toList(), received);
            assertEquals(COUNT, sent.join());
        }
    }

    /** To several subscribers of one channel; each element is with one. */
    @ParameterizedTest
    @MethodSource(ALL)
    void subscribersShareAChannelAndHearABroadcastAlike(Setup setup) throws Exception {
        Channel<Integer> shared = setup.form().open("shared");
        Broadcast<Integer> broadcast = Broadcast.create("broadcast");
        try (Rig rig = new Rig(setup.machine())) {
            List<Channel<Integer>> parts = new ArrayList<>();
            List<Channel<Integer>> copies = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                parts.add(Channel.unlimited("part"));
                copies.add(Channel.unlimited("copy"));
                FlowBridge.publisher(rig.scheduler, shared)
                        .subscribe(FlowBridge.subscriber(rig.scheduler, parts.get(i), 4));
                FlowBridge.publisher(
                                rig.scheduler,
                                broadcast,
                                () -> Channel.<Integer>builder("own").buffered(2))
                        .subscribe(FlowBridge.subscriber(rig.scheduler, copies.get(i), 4));
            }
            List<Integer> all = IntStream.range(0, COUNT).boxed().toList();
            for (int element : all) {
                shared.send(element);
                broadcast.send(element);
            }
            shared.close();
            broadcast.close();
            List<Integer> received = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                parts.get(i).receiveEach(received::add);
                List<Integer> copy = new ArrayList<>();
                copies.get(i).receiveEach(copy::add);
                assertEquals(all, copy);
            }
            received.sort(null);
            assertEquals(all, received);
            assertEquals(0, broadcast.snapshot().subscribers());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void nothingIsReceivedBeforeItIsRequestedOrAfterACancel(Setup setup) throws Exception {
        Channel<Integer> channel = Channel.unlimited("published");
        try (Rig rig = new Rig(setup.machine())) {
            IntStream.range(0, 5).forEach(channel::trySend);
            Notes notes = new Notes();
            FlowBridge.publisher(rig.scheduler, channel).subscribe(notes);
            rig.settle();
            assertEquals(0, channel.snapshot().recvs());
            notes.subscription.request(2);
            rig.settle();
            assertEquals(List.of(0, 1), notes.signals);
            notes.subscription.request(10);
            rig.settle();
            notes.subscription.cancel();
            rig.settle();
            channel.send(5);
            rig.settle();
            assertEquals(List.of(0, 1, 2, 3, 4), notes.signals);
            assertEquals(1, channel.snapshot().depth());
            assertFalse(channel.isClosedForSend());
            assertEquals(List.of(), rig.scheduler.liveCoroutines());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void theEndShowsWithoutARequest(Setup setup) throws Exception {
        IllegalStateException cause = new IllegalStateException("storm");
        Channel<Integer> channel = setup.form().open("published");
        Channel<Integer> failing = Channel.unlimited("failing");
        try (Rig rig = new Rig(setup.machine())) {
            Notes notes = new Notes();
            Notes failure = new Notes();
            FlowBridge.publisher(rig.scheduler, channel).subscribe(notes);
            FlowBridge.publisher(rig.scheduler, failing).subscribe(failure);
            failing.send(1);
            rig.settle();
            channel.close();
            failing.close(cause);
            rig.settle();
            assertEquals(List.of("complete"), notes.signals);
            assertEquals(List.of(), failure.signals);
            assertEquals(1, failing.receive());
            rig.settle();
            assertEquals(List.of(cause), failure.signals);
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aSubscriberThatFailsIsLeft(Setup setup) throws Exception {
        Channel<Integer> channel = Channel.unlimited("published");
        IllegalStateException failure = new IllegalStateException("disk full");
        List<Throwable> reported = new ArrayList<>();
        try (Scheduler scheduler =
                Scheduler.builder()
                        .workers(1)
                        .switcher(setup.machine().switcher())
                        .failureHandler((coroutine, thrown) -> reported.add(thrown))
                        .build()) {
            channel.send(1);
            channel.send(2);
            FlowBridge.publisher(scheduler, channel)
                    .subscribe(
                            new Flow.Subscriber<>() {
                                @Override
                                public void onSubscribe(Flow.Subscription subscription) {
                                    subscription.request(2);
                                }

                                @Override
                                public void onNext(Integer element) {
                                    throw failure;
                                }

                                @Override
                                public void onError(Throwable failure) {
                                    reported.add(failure);
                                }

                                @Override
                                public void onComplete() {}
                            });
            scheduler.drain(Rig.PATIENCE, Rig.PATIENCE);
        }
        assertEquals(List.of(failure), reported);
        assertEquals(2, channel.tryReceive());
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aScopeEndsWithItsSubscriptions(Setup setup) throws Exception {
        Channel<Integer> from = setup.form().open("from");
        Channel<Integer> into = Channel.unlimited("into");
        try (Rig rig = new Rig(setup.machine())) {
            Scope.run(
                    rig.scheduler,
                    "bridges",
                    scope -> {
                        FlowBridge.publisher(scope, from)
                                .subscribe(FlowBridge.subscriber(scope, into, 3));
                        scope.launch(
                                "sends",
                                () -> {
                                    from.send(1);
                                    from.close();
                                });
                        return null;
                    });
            assertTrue(into.isClosedForSend());
            assertEquals(1, into.receive());

            Notes notes = new Notes();
            List<String> cancelled = new ArrayList<>();
            Channel<Integer> fed = Channel.unlimited("fed");
            Broadcast<Integer> broadcast = Broadcast.create("broadcast");
            assertThrows(
                    CancellationException.class,
                    () ->
                            Scope.run(
                                    rig.scheduler,
                                    "bridges",
                                    scope -> {
                                        FlowBridge.publisher(
                                                        scope,
                                                        broadcast,
                                                        () -> Channel.builder("own"))
                                                .subscribe(notes);
                                        FlowBridge.<Integer>subscriber(scope, fed, 1)
                                                .onSubscribe(
                                                        new Flow.Subscription() {
                                                            @Override
                                                            public void request(long count) {}

                                                            @Override
                                                            public void cancel() {
                                                                cancelled.add("cancelled");
                                                            }
                                                        });
                                        scope.cancel("enough");
                                        return null;
                                    }));
            assertInstanceOf(CancellationException.class, notes.signals.get(0));
            assertEquals(List.of("cancelled"), cancelled);
            assertEquals(0, broadcast.snapshot().subscribers());
            assertInstanceOf(
                    CancellationException.class,
                    assertThrows(ChannelClosedException.class, fed::receive).getCause());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void anErrorOfThePublisherIsTheCauseOfTheClose(Setup setup) throws Exception {
        IllegalStateException cause = new IllegalStateException("storm");
        Channel<Integer> from = Channel.unlimited("from");
        Channel<Integer> into = Channel.unlimited("into");
        try (Rig rig = new Rig(setup.machine())) {
            from.send(1);
            from.close(cause);
            FlowBridge.publisher(rig.scheduler, from)
                    .subscribe(FlowBridge.subscriber(rig.scheduler, into, 8));
            assertEquals(1, into.receive());
            assertSame(cause, assertThrows(ChannelClosedException.class, into::receive).getCause());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aChannelThatIsClosedCancelsTheSubscription(Setup setup) throws Exception {
        Channel<Integer> from = Channel.unlimited("from");
        Channel<Integer> into = setup.form().open("into");
        try (Rig rig = new Rig(setup.machine())) {
            FlowBridge.publisher(rig.scheduler, from)
                    .subscribe(FlowBridge.subscriber(rig.scheduler, into, 1));
            rig.settle();
            into.close();
            from.send(1);
            from.send(2);
            rig.settle();
            assertEquals(List.of(), rig.scheduler.liveCoroutines());
            assertEquals(1, from.snapshot().depth(), "one was requested");
        }
    }

    @Test
    void errorsOfUse() {
        Machine machine = Machine.single().findFirst().orElseThrow();
        Channel<Integer> channel = Channel.unlimited("mine");
        Rig rig = new Rig(machine);
        assertEquals(
                "channel mine: a subscriber with a window of 0 would never get an element; it must be"
                        + " at least 1",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> FlowBridge.subscriber(rig.scheduler, channel, 0))
                        .getMessage());
        Flow.Publisher<Integer> publisher = FlowBridge.publisher(rig.scheduler, channel);
        assertThrows(NullPointerException.class, () -> publisher.subscribe(null));
        rig.close();
        Notes refused = new Notes();
        publisher.subscribe(refused);
        assertInstanceOf(IllegalStateException.class, refused.signals.get(0));
        Flow.Subscriber<Integer> late = FlowBridge.subscriber(rig.scheduler, channel, 1);
        late.onSubscribe(refused.subscription);
        assertTrue(channel.isClosedForSend());
    }
}
