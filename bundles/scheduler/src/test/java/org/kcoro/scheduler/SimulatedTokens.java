// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;

/**
 * A random program that grows a tree of tokens, cancels and closes some of them, lets time cancel
 * others, and waits under all. It checks that each cancel reaches all below it and nothing else,
 * and that who waits is woken then, and only then.
 */
final class SimulatedTokens extends SimulatedFamily {

    /** Planted ones. */
    enum Fault {
        NONE,
        DEAF_CHILDREN,
        VAIN_CLOSES
    }

    private static final class Node {
        private final Node parent;
        private final boolean timed;
        private final List<Node> children = new ArrayList<>();

        /** Null while it is being made. */
        private CancellationToken token;

        /** Between its begin and its end a close may come too late, or not. */
        private boolean closing;

        private boolean closed;

        /** Whether a cancel that may reach it has begun. */
        private boolean mayBeCancelled;

        private CancellationToken.Registration registration;
        private boolean withdrawn;
        private int least = 1;
        private int runs;

        Node(Node parent, boolean timed) {
            this.parent = parent;
            this.timed = timed;
            if (parent != null) {
                mayBeCancelled = parent.mayBeCancelled;
                parent.children.add(this);
            }
        }

        void mayBeCancelled() {
            mayBeCancelled = true;
            for (Node child : children) {
                if (!child.closed) {
                    child.mayBeCancelled();
                }
            }
        }

        /** Those that a cancel reaches for certain if it begins now, and no close after it. */
        void linked(List<Node> to) {
            if (token != null) {
                to.add(this);
                children.stream().filter(child -> !child.closing).forEach(c -> c.linked(to));
            }
        }
    }

    private static final class Waiter {
        private final Node node;
        private final Latch latch = new Latch("at the end", 1);
        private Coroutine<?> coroutine;
        private boolean stopped;
        private boolean wentOn;

        Waiter(Node node) {
            this.node = node;
        }

        void await(boolean withTimeout) throws InterruptedException {
            try {
                if (withTimeout) {
                    latch.await(Duration.ofDays(1));
                } else {
                    latch.await();
                }
                wentOn = true;
            } catch (CancellationException e) {
                stopped = true;
                throw e;
            }
        }
    }

    private final Fault fault;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Waiter> waiters = new ArrayList<>();

    SimulatedTokens(CountingPort port, Machine machine, Fault fault) {
        super(port, machine);
        this.fault = fault;
    }

    @Override
    void program() throws Exception {
        grow(random);
        List<Coroutine<?>> actors = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            SplittableRandom own = random.split();
            actors.add(scheduler.launch("actor" + i, () -> act(own)));
        }
        act(random);
        for (Coroutine<?> actor : actors) {
            awaitEnd(actor);
            expect(actor.state() == CoroutineState.COMPLETED, actor + ": " + actor.failure());
        }
        nodes.stream().filter(node -> node.timed && !node.closed).forEach(Node::mayBeCancelled);
        // All timeouts pass.
        Coroutine.sleep(HOUR.multipliedBy(2));
        nodes.forEach(this::check);
        for (Waiter each : waiters) {
            checkAndEnd(each);
        }
        nodes.forEach(node -> node.token.close());
        expect(reported.isEmpty(), "failed: " + reported);
    }

    private void act(SplittableRandom own) throws Exception {
        int actions = 4 + own.nextInt(8);
        for (int i = 0; i < actions; i++) {
            Node node = nodes.get(own.nextInt(nodes.size()));
            switch (own.nextInt(10)) {
                case 0, 1 -> pause(own);
                case 2, 3, 4 -> grow(own);
                case 5 -> cancel(node);
                case 6 -> close(node);
                case 7 -> withdraw(node);
                default -> await(node, own);
            }
        }
    }

    private void grow(SplittableRandom own) {
        Node parent =
                nodes.isEmpty() || own.nextInt(5) == 0
                        ? null
                        : nodes.get(own.nextInt(nodes.size()));
        int kind = own.nextInt(6);
        Node node = new Node(parent, kind < 2);
        CancellationToken above = parent == null ? null : parent.token;
        if (kind == 0) {
            node.mayBeCancelled();
            node.token = scheduler.timeout(above, shortTime(own));
        } else if (kind == 1) {
            node.token = scheduler.timeout(above, HOUR);
        } else {
            node.token =
                    above == null || fault == Fault.DEAF_CHILDREN && kind == 2
                            ? CancellationToken.create()
                            : above.child();
        }
        node.registration = node.token.onCancel(() -> node.runs++);
        nodes.add(node);
    }

    private void cancel(Node node) {
        List<Node> linked = new ArrayList<>();
        node.linked(linked);
        node.mayBeCancelled();
        boolean first = node.token.cancel("planned");
        expect(node.token.isCancelled(), "cancelled, and is not");
        if (first) {
            for (Node each : linked) {
                expect(each.token.isCancelled() || isCut(each, node), "not reached by a cancel");
            }
        }
    }

    /** Whether a close came in between, or another cancel is still on its way. */
    private static boolean isCut(Node node, Node top) {
        for (Node each = node; each != top; each = each.parent) {
            if (each.closing || each.parent != top && each.parent.token.isCancelled()) {
                return true;
            }
        }
        return false;
    }

    private void close(Node node) {
        node.closing = true;
        if (fault != Fault.VAIN_CLOSES) {
            node.token.close();
        }
        node.closed = true;
    }

    private static void withdraw(Node node) {
        if (node.registration != null) {
            node.registration.close();
            node.withdrawn |= !node.mayBeCancelled;
            node.least = 0;
        }
    }

    private void await(Node node, SplittableRandom own) {
        Waiter waiter = new Waiter(node);
        boolean withTimeout = own.nextBoolean();
        if (own.nextBoolean()) {
            waiter.coroutine =
                    scheduler.launch(
                            LaunchOptions.named("waits").under(node.token),
                            () -> waiter.await(withTimeout));
        } else {
            waiter.coroutine =
                    scheduler.launch(
                            "calls",
                            () -> {
                                try {
                                    node.token.call(
                                            () -> {
                                                waiter.await(withTimeout);
                                                return null;
                                            });
                                } catch (CancellationException e) {
                                    // Only the call was under it.
                                    Coroutine.yield();
                                }
                            });
        }
        waiters.add(waiter);
    }

    private void check(Node node) {
        boolean cancelled = node.token.isCancelled();
        expect(!cancelled || node.mayBeCancelled, "cancelled by nobody");
        boolean must =
                !node.closing
                        && (node.timed || node.parent != null && node.parent.token.isCancelled());
        expect(cancelled || !must, "neither time nor its parent has cancelled it");
        int most = cancelled && !node.withdrawn ? 1 : 0;
        expect(
                node.runs <= most && (node.runs >= node.least || !cancelled),
                "an action has run " + node.runs + " times");
    }

    private void checkAndEnd(Waiter waiter) throws InterruptedException {
        if (waiter.node.token.isCancelled()) {
            expect(waiter.coroutine.state().isDone(), "waits under a cancelled token");
            expect(waiter.stopped, "was not stopped by its token");
        } else {
            expect(!waiter.coroutine.state().isDone(), "stopped by a token that is not cancelled");
        }
        waiter.latch.countDown();
        awaitEnd(waiter.coroutine);
        expect(waiter.stopped != waiter.wentOn, "neither stopped nor went on");
    }
}
