// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.lang.management.ManagementFactory;
import java.util.stream.Stream;

import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Operations that do not wait allocate nothing, once they are compiled. */
@Tag("heavy")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AllocationTest {

    private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();
    private static final int OPERATIONS = 1_000_000;

    /** So often is asked again where the compiler has not come to it. */
    private static final int ROUNDS = 20;

    private static final String ELEMENT = "an element";

    private interface Step {
        void run() throws InterruptedException;
    }

    /**
     * By the current thread so far, in bytes. The JDK's own interface to it is in no module here.
     */
    private static long allocated() {
        try {
            return (long)
                    BEANS.getAttribute(
                            new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME),
                            "CurrentThreadAllocatedBytes");
        } catch (JMException e) {
            throw new AssertionError(e);
        }
    }

    /** The least that a step allocates in a round, in bytes; whole ones only. */
    private static long bytes(Step step) throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && least > 0; round++) {
            long before = allocated();
            for (int i = 0; i < OPERATIONS; i++) {
                step.run();
            }
            least = Math.min(least, (allocated() - before) / OPERATIONS);
        }
        return least;
    }

    /** Neither full nor empty after each step. */
    private static Step sendAndReceive(Channel<String> channel) {
        return () -> {
            channel.send(ELEMENT);
            channel.receive();
        };
    }

    private static Channel<String> half(Form form) {
        Channel<String> channel = form.open("half full");
        for (int i = 0; i < form.capacity() / 2; i++) {
            channel.trySend(ELEMENT);
        }
        return channel;
    }

    @ParameterizedTest
    @EnumSource(names = {"BUFFERED_1", "BUFFERED_3", "BUFFERED_16"})
    void sendsAndReceivesOfAThread(Form form) throws InterruptedException {
        assertEquals(0, bytes(sendAndReceive(half(form))));
    }

    @ParameterizedTest
    @EnumSource(names = {"BUFFERED_1", "BUFFERED_3", "BUFFERED_16"})
    void tries(Form form) throws InterruptedException {
        Channel<String> channel = half(form);
        assertEquals(
                0,
                bytes(
                        () -> {
                            assertTrue(channel.trySend(ELEMENT));
                            assertNotNull(channel.tryReceive());
                        }));
    }

    @Test
    void channelsThatNeverMakeASenderWait() throws InterruptedException {
        Channel<String> unlimited = Channel.unlimited("unlimited");
        unlimited.send(ELEMENT);
        assertEquals(0, bytes(sendAndReceive(unlimited)));
        Channel<String> conflated = Channel.conflated("conflated");
        assertEquals(0, bytes(sendAndReceive(conflated)));
        assertEquals(0, bytes(() -> conflated.send(ELEMENT)));
    }

    @Test
    void selectsOfWhatIsReady() throws InterruptedException {
        Channel<String> first = half(Form.BUFFERED_16);
        Channel<String> second = half(Form.BUFFERED_3);
        Select select = Select.fair();
        ReceiveClause<String> one = select.receive(first);
        ReceiveClause<String> other = select.receive(second);
        assertEquals(
                0,
                bytes(
                        () -> {
                            Clause chosen = select.await();
                            if (chosen == one) {
                                first.send(one.element());
                            } else {
                                second.send(other.element());
                            }
                        }));
    }

    // By value.

    private static FlyweightChannel<Numbered> halfByValue(Form form) {
        FlyweightChannel<Numbered> channel =
                form.<Numbered>builder("half full, by value")
                        .sizer(Numbered::number)
                        .buildFlyweights(Numbered.LAYOUT);
        for (int i = 0; i < form.capacity() / 2; i++) {
            channel.trySend(Numbered.of(i));
        }
        return channel;
    }

    @ParameterizedTest
    @EnumSource(names = {"BUFFERED_1", "BUFFERED_3", "BUFFERED_16"})
    void sendsAndReceivesByValue(Form form) throws InterruptedException {
        FlyweightChannel<Numbered> channel = halfByValue(form);
        Numbered sent = Numbered.of(5);
        Numbered received = new Numbered();
        assertEquals(
                0,
                bytes(
                        () -> {
                            channel.send(sent);
                            channel.receiveInto(received);
                        }));
        assertEquals(
                0,
                bytes(
                        () -> {
                            assertTrue(channel.trySend(sent));
                            assertTrue(channel.tryReceiveInto(received));
                        }));
    }

    @Test
    void dropsByValueThatNobodyWantsToKnowOf() throws InterruptedException {
        Numbered sent = Numbered.of(5);
        FlyweightChannel<Numbered> conflated =
                Form.CONFLATED.<Numbered>builder("conflated").buildFlyweights(Numbered.LAYOUT);
        assertEquals(0, bytes(() -> conflated.send(sent)));
        FlyweightChannel<Numbered> latest =
                Form.DROP_LATEST_2.<Numbered>builder("latest").buildFlyweights(Numbered.LAYOUT);
        assertEquals(0, bytes(() -> latest.send(sent)));
    }

    @Test
    void batchesByValue() throws InterruptedException {
        FlyweightChannel<Numbered> channel = halfByValue(Form.BUFFERED_16);
        Numbered[] sent = {Numbered.of(1), Numbered.of(2), Numbered.of(3)};
        Numbered[] received = {new Numbered(), new Numbered(), new Numbered()};
        assertEquals(
                0,
                bytes(
                        () -> {
                            assertEquals(3, channel.sendSome(sent, 0, 3));
                            assertEquals(3, channel.receiveSome(received, 0, 3));
                        }));
    }

    @Test
    void selectsByValue() throws InterruptedException {
        FlyweightChannel<Numbered> first = halfByValue(Form.BUFFERED_16);
        FlyweightChannel<Numbered> second = halfByValue(Form.BUFFERED_3);
        Select select = Select.fair();
        ReceiveClause<Numbered> one = select.receive(first);
        ReceiveClause<Numbered> other = select.receive(second);
        assertEquals(
                0,
                bytes(
                        () -> {
                            Clause chosen = select.await();
                            if (chosen == one) {
                                first.send(one.element());
                            } else {
                                second.send(other.element());
                            }
                        }));
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.channels.Form#waiting")
    void triesThatWouldHaveToWait(Form form) throws InterruptedException {
        Channel<String> empty = form.open("empty");
        assertEquals(0, bytes(() -> assertNull(empty.tryReceive())));
        Channel<Integer> full = form.full("full");
        Integer element = 5;
        assertEquals(0, bytes(() -> full.trySend(element)));
    }

    /** Those whose thread tells what its coroutines allocate; virtual threads do not. */
    static Stream<Machine> machines() {
        return Machine.single().filter(machine -> machine.is("continuation"));
    }

    @ParameterizedTest
    @MethodSource("machines")
    void sendsAndReceivesOfACoroutine(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Step step = sendAndReceive(half(Form.BUFFERED_16));
            assertEquals(0, rig.in(() -> bytes(step)));
        }
    }

    @Test
    void anAllocationIsSeen() throws InterruptedException {
        Object[] last = new Object[1];
        long bytes = bytes(() -> last[0] = new Object());
        assertTrue(bytes >= 8, bytes + " bytes for an object");
    }
}
