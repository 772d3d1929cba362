// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;

import org.kcoro.channels.Attempt;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.ChannelKind;
import org.kcoro.channels.ChannelSnapshot;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.WaitReason;
import org.kcoro.zref.Descriptor;
import org.kcoro.zref.DescriptorSpec;

/** A channel of a {@link DequeBackend}: all that it does, it does under its monitor. */
final class DequeChannel extends PlainDescriptorChannel {

    private static final System.Logger LOGGER = System.getLogger("org.kcoro.testkit");
    private static final long NEVER = Long.MAX_VALUE;

    private final String backend;
    private final DescriptorSpec spec;
    private final DequeState state;

    DequeChannel(String backend, DescriptorSpec spec) {
        this.backend = backend;
        this.spec = spec;
        this.state = new DequeState(spec);
    }

    @Override
    public String backend() {
        return backend;
    }

    @Override
    public String name() {
        return spec.name();
    }

    @Override
    public ChannelKind kind() {
        return spec.kind();
    }

    @Override
    public int capacity() {
        return spec.capacity();
    }

    /** Runs a step, and does outside the monitor what it has left to do. */
    private <T> T step(Supplier<T> step) {
        T result;
        List<DequeState.Waiting> woken;
        List<Descriptor> undelivered;
        List<Runnable> drained;
        synchronized (state) {
            result = step.get();
            woken = state.takeWoken();
            undelivered = state.takeUndelivered();
            drained = state.takeWhenDrained();
        }
        woken.forEach(each -> each.parker.unpark());
        undelivered.forEach(this::giveBack);
        drained.forEach(Runnable::run);
        return result;
    }

    private void giveBack(Descriptor box) {
        try {
            if (spec.onUndelivered() != null) {
                spec.onUndelivered().accept(box);
            }
        } catch (Throwable e) {
            LOGGER.log(Level.ERROR, this + ": who looks at a payload has failed", e);
        } finally {
            if (!box.isEmpty()) {
                box.close();
            }
        }
    }

    private ChannelClosedException closed(String words) {
        return new ChannelClosedException("channel " + name() + words, step(() -> state.cause));
    }

    // Waiting.

    private long deadline(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException(this + ": the timeout is negative: " + timeout);
        }
        return Parker.current().deadlineAfter(timeout);
    }

    /** Waits; answers NOT_NOW when the deadline has come. */
    private Attempt await(
            DequeState.Waiting waiting, Deque<DequeState.Waiting> queue, long deadlineNanos)
            throws InterruptedException {
        WaitReason reason = new WaitReason("channel", toString());
        Parker parker = waiting.parker;
        try {
            while (waiting.outcome == null) {
                parker.checkStop();
                if (deadlineNanos == NEVER) {
                    parker.park(reason);
                } else if (deadlineNanos - parker.nanoTime() > 0) {
                    parker.parkUntil(reason, deadlineNanos);
                } else if (step(() -> queue.remove(waiting))) {
                    return Attempt.NOT_NOW;
                }
            }
        } catch (Throwable stop) {
            boolean withdrawn =
                    step(
                            () -> {
                                boolean removed = queue.remove(waiting);
                                state.cancelled += removed ? 1 : 0;
                                return removed;
                            });
            if (withdrawn) {
                throw stop;
            }
            // It has succeeded: the stop shows at the next wait.
            if (stop instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
        }
        return waiting.outcome;
    }

    // Sending.

    private Attempt send(Descriptor mine, boolean waits, long deadlineNanos)
            throws InterruptedException {
        checkSend(mine);
        Descriptor box = new Descriptor();
        mine.moveTo(box);
        Attempt attempt = null;
        try {
            DequeState.Waiting waiting = new DequeState.Waiting(box);
            attempt = step(() -> sendOrWait(waiting, waits));
            if (attempt == null) {
                attempt = await(waiting, state.senders, deadlineNanos);
                if (attempt == Attempt.NOT_NOW) {
                    step(() -> state.sendEtime++);
                }
            }
            return attempt;
        } finally {
            if (attempt != Attempt.DONE) {
                box.moveTo(mine);
            }
        }
    }

    /** Null when it waits from now on. */
    private Attempt sendOrWait(DequeState.Waiting waiting, boolean waits) {
        Attempt attempt = state.send(waiting.box);
        if (attempt == Attempt.CLOSED) {
            state.sendEpipe++;
        } else if (attempt == Attempt.NOT_NOW) {
            if (waits) {
                state.senders.addLast(waiting);
                return null;
            }
            state.sendEagain++;
        }
        return attempt;
    }

    private boolean sentOrThrow(Attempt attempt) {
        if (attempt == Attempt.CLOSED) {
            throw closed(" is closed for sending");
        }
        return attempt == Attempt.DONE;
    }

    @Override
    public void send(Descriptor element) throws InterruptedException {
        sentOrThrow(send(element, true, NEVER));
    }

    @Override
    public boolean send(Descriptor element, Duration timeout) throws InterruptedException {
        long deadlineNanos = deadline(timeout);
        return sentOrThrow(send(element, !timeout.isZero(), deadlineNanos));
    }

    @Override
    public boolean sendOrClosed(Descriptor element) throws InterruptedException {
        return send(element, true, NEVER) == Attempt.DONE;
    }

    @Override
    public boolean trySend(Descriptor element) {
        try {
            return sentOrThrow(send(element, false, NEVER));
        } catch (InterruptedException e) {
            throw new AssertionError("it does not wait", e);
        }
    }

    @Override
    public int sendAll(Queue<? extends Descriptor> elements) throws InterruptedException {
        int sent = 0;
        for (Descriptor next = elements.peek(); next != null; next = elements.peek()) {
            send(next);
            elements.remove();
            sent++;
        }
        return sent;
    }

    @Override
    public int sendSome(Descriptor[] elements, int from, int to) throws InterruptedException {
        checkRange(elements, from, to);
        for (int i = from; i < to; i++) {
            checkSend(elements[i]);
        }
        send(elements[from]);
        int next = from + 1;
        while (next < to && send(elements[next], false, NEVER) == Attempt.DONE) {
            next++;
        }
        return next - from;
    }

    // Receiving.

    private Attempt receive(Descriptor into, boolean waits, long deadlineNanos)
            throws InterruptedException {
        checkReceive(into);
        DequeState.Waiting waiting = new DequeState.Waiting(null);
        Attempt attempt = step(() -> receiveOrWait(waiting, waits));
        if (attempt == null) {
            attempt = await(waiting, state.receivers, deadlineNanos);
            if (attempt == Attempt.NOT_NOW) {
                step(() -> state.recvEtime++);
            }
        }
        if (attempt == Attempt.DONE) {
            waiting.box.moveTo(into);
        }
        return attempt;
    }

    /** Null when it waits from now on. */
    private Attempt receiveOrWait(DequeState.Waiting waiting, boolean waits) {
        waiting.box = state.receive();
        if (waiting.box != null) {
            return Attempt.DONE;
        }
        if (state.closed) {
            state.recvEpipe++;
            return Attempt.CLOSED;
        }
        if (waits) {
            state.receivers.addLast(waiting);
            return null;
        }
        state.recvEagain++;
        return Attempt.NOT_NOW;
    }

    private boolean receivedOrThrow(Attempt attempt) {
        if (attempt == Attempt.CLOSED) {
            throw closed(" is closed and drained");
        }
        return attempt == Attempt.DONE;
    }

    @Override
    public void receiveInto(Descriptor into) throws InterruptedException {
        receivedOrThrow(receive(into, true, NEVER));
    }

    @Override
    public boolean receiveInto(Descriptor into, Duration timeout) throws InterruptedException {
        long deadlineNanos = deadline(timeout);
        return receivedOrThrow(receive(into, !timeout.isZero(), deadlineNanos));
    }

    @Override
    public boolean receiveIntoOrClosed(Descriptor into) throws InterruptedException {
        return receive(into, true, NEVER) == Attempt.DONE;
    }

    @Override
    public boolean tryReceiveInto(Descriptor into) {
        try {
            return receivedOrThrow(receive(into, false, NEVER));
        } catch (InterruptedException e) {
            throw new AssertionError("it does not wait", e);
        }
    }

    @Override
    public int receiveSome(Descriptor[] into, int from, int to) throws InterruptedException {
        checkRange(into, from, to);
        for (int i = from; i < to; i++) {
            checkReceive(into[i]);
        }
        if (!receiveIntoOrClosed(into[from])) {
            return 0;
        }
        int next = from + 1;
        while (next < to && receive(into[next], false, NEVER) == Attempt.DONE) {
            next++;
        }
        return next - from;
    }

    // Closing.

    @Override
    public boolean close(Throwable cause) {
        return step(() -> state.close(cause));
    }

    @Override
    public void cancel(Throwable cause) {
        step(
                () -> {
                    state.close(cause);
                    state.discard();
                    return null;
                });
    }

    @Override
    public boolean isClosedForSend() {
        return step(() -> state.closed);
    }

    @Override
    public boolean isClosedForReceive() {
        return step(state::isDrained);
    }

    @Override
    public void whenDrained(Runnable action) {
        step(
                () -> {
                    state.addWhenDrained(action);
                    return null;
                });
    }

    @Override
    public ChannelSnapshot snapshot() {
        return step(state::snapshot);
    }
}
