// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import org.kcoro.protocol.WireResult;
import org.kcoro.scheduler.CancellationToken;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.scheduler.WaitReason;

/**
 * Requests of one connection that are carried out in their order. The reader itself does what needs
 * no wait; only when one has to wait a coroutine goes on with it and with those that come after it,
 * until none is left.
 *
 * <p>A lane of one channel and direction (docs/decisions/0005-lanes-of-the-bridge.md) keeps the
 * order of the elements, and nothing else: while its first request waits in the channel, a try
 * behind it is answered, for it would have to wait too; a close is carried out, which ends the
 * wait; and one whose time runs out is answered. The lane of the requests without an id is strict:
 * there each begins when the one before it is answered.
 */
final class Lane {

    /** How many may queue in a strict lane before the reader waits. */
    private static final int STRICT_CAPACITY = 64;

    private static final System.Logger LOG = System.getLogger("org.kcoro.ipc");

    private final Scheduler scheduler;
    private final RequestHandler handler;
    private final InFlight inFlight;
    private final CancellationToken waits;
    private final String name;
    private final boolean strict;
    private final WaitReason roomReason;
    private final WaitReason expiryReason;

    /** Of whoever carries out requests: the reader while the lane is idle, else the coroutine. */
    private final Attempts attempts = new Attempts();

    /** The first request, which is not in the queue. Changed with it. */
    private final CurrentRequest current = new CurrentRequest();

    // Guarded by this.
    private final ArrayDeque<Request> queue = new ArrayDeque<>();

    /** Whether a coroutine carries out requests. */
    private boolean busy;

    /** Whether the first request waits in its channel. */
    private boolean waiting;

    /** The coroutine that answers those whose time runs out, or null. */
    private Parker expirer;

    /** The reader, where it waits for room, and where it waits for the end; or null. */
    private Parker reader;

    private Parker ending;

    /**
     * A lane without requests.
     *
     * @param waits under which requests wait
     */
    Lane(
            Scheduler scheduler,
            RequestHandler handler,
            InFlight inFlight,
            CancellationToken waits,
            String name,
            boolean strict) {
        this.scheduler = scheduler;
        this.handler = handler;
        this.inFlight = inFlight;
        this.waits = waits;
        this.name = name;
        this.strict = strict;
        this.roomReason = new WaitReason("room", name);
        this.expiryReason = new WaitReason("time-out", name);
    }

    /** Carries out a request, or queues it. The reader's. */
    void accept(Request request) throws IOException, InterruptedException {
        boolean kept = false;
        try {
            Place place = place(request);
            while (place == Place.FULL) {
                handler.uncork();
                Parker parker = Parker.current();
                parker.checkStop();
                parker.park(roomReason);
                place = place(request);
            }
            switch (place) {
                case IDLE -> {
                    if (!handler.tryHandle(request, attempts)) {
                        kept = true;
                        begin(request);
                    }
                }
                case AHEAD -> answerAtOnce(request);
                default -> kept = true;
            }
            if (place == Place.EXPIRES) {
                wakeExpirer();
            }
        } finally {
            if (!kept) {
                inFlight.release(request);
            }
        }
    }

    private enum Place {
        /** Nobody is here: the reader carries it out. */
        IDLE,
        /** The reader answers it before those that are here. */
        AHEAD,
        /** Queued. */
        QUEUED,
        /** Queued, and its time may run out before its turn. */
        EXPIRES,
        /** Not queued: there is no room. */
        FULL
    }

    private synchronized Place place(Request request) {
        if (!busy) {
            return Place.IDLE;
        }
        if (!strict && (waiting && mayOvertake(request) || request.refusal() != WireResult.OK)) {
            return Place.AHEAD;
        }
        if (strict && queue.size() >= STRICT_CAPACITY) {
            reader = Parker.current();
            return Place.FULL;
        }
        queue.add(request);
        return !strict && waiting && request.isTimed() ? Place.EXPIRES : Place.QUEUED;
    }

    /** Whether it needs no wait where another one waits. */
    private boolean mayOvertake(Request request) {
        return request.isTry() || request.isClose() || handler.refusalOf(request) != WireResult.OK;
    }

    private void answerAtOnce(Request request) throws IOException, InterruptedException {
        if (request.isTry()) {
            handler.answerVainTry(request);
        } else {
            handler.tryHandle(request, attempts);
        }
    }

    synchronized boolean isIdle() {
        return !busy;
    }

    private void begin(Request first) {
        synchronized (this) {
            busy = true;
            current.become(first);
        }
        scheduler.launch(name, () -> run(first));
    }

    /** Ends the wait of a send or receive by its id, if that is here. The reader's. */
    void cancel(int requestId) throws IOException, InterruptedException {
        Request queued = null;
        synchronized (this) {
            for (Request request : queue) {
                queued = request.requestId() == requestId && !request.isClose() ? request : queued;
            }
            queue.remove(queued);
        }
        if (queued == null) {
            current.cancel(requestId);
        } else {
            answer(queued, WireResult.ECANCELED);
        }
    }

    private void answer(Request request, int result) throws IOException, InterruptedException {
        try {
            handler.result(request, result);
        } finally {
            inFlight.release(request);
        }
    }

    // The coroutine.

    private void run(Request first) throws InterruptedException {
        try {
            for (Request request = first; request != null; request = next()) {
                try {
                    carryOut(request);
                } finally {
                    inFlight.release(request);
                }
            }
        } catch (IOException e) {
            // The connection has failed; its reader finds out.
            LOG.log(Level.DEBUG, "{0} has ended: {1}", name, e);
            drop();
        } catch (Throwable e) {
            drop();
            throw e;
        }
    }

    private Request next() {
        Request next;
        Parker wakeExpirer = null;
        Parker wakeEnding = null;
        Parker wakeReader;
        synchronized (this) {
            next = queue.poll();
            current.become(next);
            if (next == null) {
                busy = false;
                wakeExpirer = expirer;
                wakeEnding = ending;
            }
            wakeReader = reader;
            reader = null;
        }
        unpark(wakeExpirer);
        unpark(wakeEnding);
        unpark(wakeReader);
        return next;
    }

    private static void unpark(Parker parker) {
        if (parker != null) {
            parker.unpark();
        }
    }

    private void carryOut(Request request) throws IOException, InterruptedException {
        if (handler.tryHandle(request, attempts)) {
            return;
        }
        // A try that may have to wait for the outcome of a meeting is not one that waits.
        if (!strict && !request.isTry()) {
            for (Request overtaking : beginWait()) {
                try {
                    answerAtOnce(overtaking);
                } finally {
                    inFlight.release(overtaking);
                }
            }
        }
        long deadlineNanos =
                strict
                        ? Parker.current().nanoTime() + request.timeoutNanos()
                        : request.deadlineNanos();
        try (CancellationToken wait = current.beginWait(waits)) {
            handler.await(request, attempts, deadlineNanos, wait);
        } finally {
            current.endWait();
            synchronized (this) {
                waiting = false;
            }
        }
    }

    /** Says that the first request waits; answers those behind it that need not wait with it. */
    private List<Request> beginWait() {
        List<Request> overtaking = new ArrayList<>();
        boolean expires = false;
        synchronized (this) {
            waiting = true;
            for (Iterator<Request> each = queue.iterator(); each.hasNext(); ) {
                Request request = each.next();
                if (mayOvertake(request)) {
                    overtaking.add(request);
                    each.remove();
                } else {
                    expires |= request.isTimed();
                }
            }
        }
        if (expires) {
            wakeExpirer();
        }
        return overtaking;
    }

    // Those whose time runs out behind one that waits.

    private void wakeExpirer() {
        Parker wake;
        synchronized (this) {
            wake = expirer;
        }
        if (wake == null) {
            scheduler.launch(name + "-time-outs", this::expireAll);
        } else {
            wake.unpark();
        }
    }

    private void expireAll() throws InterruptedException {
        Parker parker = Parker.current();
        try {
            while (begins(parker)) {
                Request due = null;
                long earliest;
                synchronized (this) {
                    Request first = firstToExpire();
                    if (!busy || first == null) {
                        expirer = null;
                        return;
                    }
                    earliest = first.deadlineNanos();
                    if (earliest - parker.nanoTime() <= 0) {
                        queue.remove(first);
                        due = first;
                    }
                }
                if (due == null) {
                    parker.checkStop();
                    parker.parkUntil(expiryReason, earliest);
                } else {
                    answer(due, WireResult.ETIME);
                }
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0} has ended: {1}", name, e);
        }
    }

    /** False when there is another one already. */
    private synchronized boolean begins(Parker parker) {
        if (expirer == null) {
            expirer = parker;
        }
        return expirer == parker;
    }

    private Request firstToExpire() {
        Request first = null;
        for (Request request : queue) {
            if (request.isTimed()
                    && (first == null || request.deadlineNanos() - first.deadlineNanos() < 0)) {
                first = request;
            }
        }
        return first;
    }

    // The end.

    /** Forgets what is left, after a failure. */
    private void drop() {
        List<Request> left;
        Parker wakeExpirer;
        Parker wakeEnding;
        Parker wakeReader;
        synchronized (this) {
            busy = false;
            current.become(null);
            left = List.copyOf(queue);
            queue.clear();
            wakeExpirer = expirer;
            wakeEnding = ending;
            wakeReader = reader;
        }
        left.forEach(inFlight::release);
        unpark(wakeExpirer);
        unpark(wakeEnding);
        unpark(wakeReader);
    }

    /** Waits until all that was accepted is answered. The reader's, which adds nothing more. */
    void awaitIdle() throws InterruptedException {
        Parker parker = Parker.current();
        while (!isIdle(parker)) {
            parker.checkStop();
            parker.park(roomReason);
        }
    }

    private synchronized boolean isIdle(Parker parker) {
        ending = busy ? parker : null;
        return !busy;
    }
}
