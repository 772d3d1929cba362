// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.reactivestreams.tck.flow.FlowSubscriberWhiteboxVerification;
import org.testng.SkipException;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The bridges keep the rules of reactive streams, as the TCK has them. */
@Tag("heavy")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReactiveStreamsTest {

    private static final String UNREQUESTED =
            "required_spec101_subscriptionRequestMustResultInTheCorrectNumberOfProducedElements";
    private static final String NULL_ELEMENT =
            "required_spec213_blackbox_onNext_mustThrowNullPointerExceptionWhenParametersAreNull";

    // Publishers.

    /** Of a channel into which a coroutine sends. */
    private static class OfChannel extends FlowPublisherVerification<Integer> {

        final Rig rig;

        OfChannel(Rig rig, long lookMillis) {
            super(Tck.environment(lookMillis), lookMillis);
            this.rig = rig;
        }

        @Override
        public Flow.Publisher<Integer> createFlowPublisher(long elements) {
            Channel<Integer> channel = Channel.buffered("published", 4);
            rig.launch(
                    "sends",
                    () -> {
                        for (long i = 0; i < elements; i++) {
                            channel.send((int) i);
                        }
                        channel.close();
                    });
            return FlowBridge.publisher(rig.scheduler, channel);
        }

        /** Otherwise subscribers share the elements. */
        boolean isMulticast() {
            return false;
        }

        private void checkMulticast() {
            if (!isMulticast()) {
                throw new SkipException("subscribers of a channel share its elements");
            }
        }

        @Override
        public void
                optional_spec111_multicast_mustProduceTheSameElementsInTheSameSequenceToAllOfItsSubscribersWhenRequestingOneByOne()
                        throws Throwable {
            checkMulticast();
            super
                    .optional_spec111_multicast_mustProduceTheSameElementsInTheSameSequenceToAllOfItsSubscribersWhenRequestingOneByOne();
        }

        @Override
        public void
                optional_spec111_multicast_mustProduceTheSameElementsInTheSameSequenceToAllOfItsSubscribersWhenRequestingManyUpfront()
                        throws Throwable {
            checkMulticast();
            super
                    .optional_spec111_multicast_mustProduceTheSameElementsInTheSameSequenceToAllOfItsSubscribersWhenRequestingManyUpfront();
        }

        @Override
        public void
                optional_spec111_multicast_mustProduceTheSameElementsInTheSameSequenceToAllOfItsSubscribersWhenRequestingManyUpfrontAndCompleteAsExpected()
                        throws Throwable {
            checkMulticast();
            super
                    .optional_spec111_multicast_mustProduceTheSameElementsInTheSameSequenceToAllOfItsSubscribersWhenRequestingManyUpfrontAndCompleteAsExpected();
        }

        @Override
        public Flow.Publisher<Integer> createFailedFlowPublisher() {
            Channel<Integer> channel = Channel.rendezvous("failed");
            channel.close(new IllegalStateException("storm"));
            return FlowBridge.publisher(rig.scheduler, channel);
        }
    }

    /** Of a broadcast into which a coroutine sends from the first request on. */
    private static final class OfBroadcast extends OfChannel {

        OfBroadcast(Rig rig, long lookMillis) {
            super(rig, lookMillis);
        }

        @Override
        public Flow.Publisher<Integer> createFlowPublisher(long elements) {
            Broadcast<Integer> broadcast = Broadcast.create("published");
            Flow.Publisher<Integer> publisher =
                    FlowBridge.publisher(
                            rig.scheduler,
                            broadcast,
                            () -> Channel.<Integer>builder("subscriber").buffered(4));
            AtomicBoolean begun = new AtomicBoolean();
            return subscriber ->
                    publisher.subscribe(
                            subscriber == null
                                    ? null
                                    : new Requesting<>(
                                            subscriber,
                                            () -> {
                                                if (begun.compareAndSet(false, true)) {
                                                    send(broadcast, elements);
                                                }
                                            }));
        }

        private void send(Broadcast<Integer> broadcast, long elements) {
            rig.launch(
                    "sends",
                    () -> {
                        for (long i = 0;
                                i < elements && broadcast.snapshot().subscribers() > 0;
                                i++) {
                            broadcast.send((int) i);
                        }
                        broadcast.close();
                    });
        }

        @Override
        boolean isMulticast() {
            return true;
        }
    }

    /** Tells of each request before it is made. */
    private static final class Requesting<E> extends ForwardingSubscriber<E> {

        private final Runnable beforeRequest;

        Requesting(Flow.Subscriber<? super E> sound, Runnable beforeRequest) {
            super(sound);
            this.beforeRequest = beforeRequest;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            super.onSubscribe(
                    new Flow.Subscription() {
                        @Override
                        public void request(long count) {
                            beforeRequest.run();
                            subscription.request(count);
                        }

                        @Override
                        public void cancel() {
                            subscription.cancel();
                        }
                    });
        }
    }

    /** With a planted fault: it does not wait for demand. */
    private static final class Hasty extends OfChannel {

        Hasty(Rig rig, long lookMillis) {
            super(rig, lookMillis);
        }

        @Override
        public Flow.Publisher<Integer> createFlowPublisher(long elements) {
            Flow.Publisher<Integer> sound = super.createFlowPublisher(elements);
            return subscriber ->
                    sound.subscribe(
                            new ForwardingSubscriber<>(subscriber) {
                                @Override
                                public void onSubscribe(Flow.Subscription subscription) {
                                    super.onSubscribe(subscription);
                                    subscription.request(3);
                                }
                            });
        }
    }

    private static class ForwardingSubscriber<E> implements Flow.Subscriber<E> {

        final Flow.Subscriber<? super E> sound;

        ForwardingSubscriber(Flow.Subscriber<? super E> sound) {
            this.sound = sound;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            sound.onSubscribe(subscription);
        }

        @Override
        public void onNext(E element) {
            sound.onNext(element);
        }

        @Override
        public void onError(Throwable failure) {
            sound.onError(failure);
        }

        @Override
        public void onComplete() {
            sound.onComplete();
        }
    }

    @TestFactory
    Stream<DynamicTest> publishersOfChannels() {
        return Tck.rules(FlowPublisherVerification.class, OfChannel::new);
    }

    @TestFactory
    Stream<DynamicTest> publishersOfBroadcasts() {
        return Tck.rules(FlowPublisherVerification.class, OfBroadcast::new);
    }

    @Test
    void aPublisherThatDoesNotWaitForDemandIsFound() throws Exception {
        Class<?> rules = FlowPublisherVerification.class;
        assertFalse(Tck.isBroken(UNREQUESTED, rules, OfChannel::new));
        assertTrue(Tck.isBroken(UNREQUESTED, rules, Hasty::new));
    }

    // Subscribers.

    private static Channel<Integer> drained(Rig rig) {
        Channel<Integer> channel = Channel.buffered("fed", 2);
        rig.launch(
                "receives",
                () -> {
                    try {
                        channel.receiveEach(element -> {});
                    } catch (ChannelClosedException e) {
                        // With the error of the publisher.
                    }
                });
        return channel;
    }

    private static class Blackbox extends FlowSubscriberBlackboxVerification<Integer> {

        final Rig rig;

        Blackbox(Rig rig, long lookMillis) {
            super(Tck.environment(lookMillis));
            this.rig = rig;
        }

        @Override
        public Flow.Subscriber<Integer> createFlowSubscriber() {
            return FlowBridge.subscriber(rig.scheduler, drained(rig), 2);
        }

        @Override
        public Integer createElement(int element) {
            return element;
        }
    }

    /** With a planted fault: it bears null. */
    private static final class Lenient extends Blackbox {

        Lenient(Rig rig, long lookMillis) {
            super(rig, lookMillis);
        }

        @Override
        public Flow.Subscriber<Integer> createFlowSubscriber() {
            return new ForwardingSubscriber<>(super.createFlowSubscriber()) {
                @Override
                public void onNext(Integer element) {
                    if (element != null) {
                        super.onNext(element);
                    }
                }
            };
        }
    }

    private static final class Whitebox extends FlowSubscriberWhiteboxVerification<Integer> {

        final Rig rig;

        Whitebox(Rig rig, long lookMillis) {
            super(Tck.environment(lookMillis));
            this.rig = rig;
        }

        @Override
        protected Flow.Subscriber<Integer> createFlowSubscriber(
                WhiteboxSubscriberProbe<Integer> probe) {
            return new ForwardingSubscriber<>(
                    FlowBridge.subscriber(rig.scheduler, drained(rig), 2)) {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                    super.onSubscribe(subscription);
                    probe.registerOnSubscribe(
                            new SubscriberPuppet() {
                                @Override
                                public void triggerRequest(long elements) {
                                    subscription.request(elements);
                                }

                                @Override
                                public void signalCancel() {
                                    subscription.cancel();
                                }
                            });
                }

                @Override
                public void onNext(Integer element) {
                    super.onNext(element);
                    probe.registerOnNext(element);
                }

                @Override
                public void onError(Throwable failure) {
                    super.onError(failure);
                    probe.registerOnError(failure);
                }

                @Override
                public void onComplete() {
                    super.onComplete();
                    probe.registerOnComplete();
                }
            };
        }

        @Override
        public Integer createElement(int element) {
            return element;
        }
    }

    @TestFactory
    Stream<DynamicTest> subscribersSeenFromOutside() {
        return Tck.rules(FlowSubscriberBlackboxVerification.class, Blackbox::new);
    }

    @TestFactory
    Stream<DynamicTest> subscribersSeenFromInside() {
        return Tck.rules(FlowSubscriberWhiteboxVerification.class, Whitebox::new);
    }

    @Test
    void aSubscriberThatBearsNullIsFound() throws Exception {
        Class<?> rules = FlowSubscriberBlackboxVerification.class;
        assertFalse(Tck.isBroken(NULL_ELEMENT, rules, Blackbox::new));
        assertTrue(Tck.isBroken(NULL_ELEMENT, rules, Lenient::new));
    }
}
