// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;

/**
 * A random program of scopes in scopes, whose children fail, are cancelled, or run out of time. It
 * checks that no child outlives its scope, that the first failure is the one that is told, that
 * nothing is cancelled without a reason, and that all end.
 */
final class SimulatedScopes extends SimulatedFamily {

    private static final int MAX_DEPTH = 2;

    private static final class Planned extends Exception {
        private static final long serialVersionUID = 1;
    }

    /** What has happened in a scope. */
    private static final class Story {
        private final Coroutine<?> owner = Coroutine.current();
        private final CancellationToken outer = Parker.current().token();
        private final boolean timed;
        private final boolean supervises;
        private final List<Coroutine<?>> children = new ArrayList<>();

        /** Those that count for the scope, in their order. */
        private final List<Throwable> failures = new ArrayList<>();

        private Scope scope;
        private int live;
        private boolean cancelled;

        Story(boolean timed, boolean supervises) {
            this.timed = timed;
            this.supervises = supervises;
        }

        void cancel() {
            cancelled = true;
            scope.cancel("planned");
        }

        boolean mayBeCancelled() {
            return timed || cancelled || outsideStops();
        }

        boolean outsideStops() {
            return owner != null && owner.isCancelRequested()
                    || outer != null && outer.isCancelled();
        }
    }

    /** Whether some children are launched outside their scope: a planted fault. */
    private final boolean leaks;

    private final List<Coroutine<?>> everyone = new ArrayList<>();

    /** Failures of supervised children, which nobody joins. */
    private final List<Throwable> unjoined = new ArrayList<>();

    private int scopes;

    SimulatedScopes(CountingPort port, Machine machine, boolean leaks) {
        super(port, machine);
        this.leaks = leaks;
    }

    @Override
    void program() throws Exception {
        List<Coroutine<?>> tops = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            SplittableRandom own = random.split();
            Coroutine<?> top = scheduler.launch("top" + i, () -> scopeThatMayFail(0, own));
            tops.add(top);
            everyone.add(top);
        }
        if (random.nextBoolean()) {
            // A thread may run a scope, too.
            scopeThatMayFail(0, random.split());
        }
        pause(random);
        if (random.nextInt(3) == 0) {
            tops.get(0).cancel();
        }
        for (Coroutine<?> top : tops) {
            awaitEnd(top);
            expect(
                    top.state() == CoroutineState.COMPLETED
                            || top.state() == CoroutineState.CANCELLED && top.isCancelRequested(),
                    top + " failed by " + top.failure());
        }
        for (Coroutine<?> each : everyone) {
            expect(each.state().isDone(), each + " lives on");
        }
        expect(
                reported.size() == unjoined.size() && reported.containsAll(unjoined),
                "reported are " + reported + ", not " + unjoined);
    }

    private void scopeThatMayFail(int depth, SplittableRandom own) throws InterruptedException {
        try {
            scope(depth, own);
        } catch (ExecutionException e) {
            // As planned.
        }
    }

    private void scope(int depth, SplittableRandom own)
            throws InterruptedException, ExecutionException {
        int kind = own.nextInt(3);
        Story story = new Story(kind == 1, kind == 2);
        String name = "s" + scopes++;
        int result = own.nextInt();
        ScopeBody<Integer> body =
                scope -> {
                    story.scope = scope;
                    body(story, depth, own);
                    return result;
                };
        Exception outcome = null;
        try {
            int returned =
                    switch (kind) {
                        case 0 -> Scope.run(scheduler, name, body);
                        case 1 -> Scope.run(scheduler, name, shortTime(own), body);
                        default -> Scope.supervise(scheduler, name, body);
                    };
            expect(returned == result, "another result");
        } catch (ExecutionException | CancellationException e) {
            outcome = e;
        }
        check(story, outcome);
        Parker.current().checkStop();
        if (outcome instanceof ExecutionException failed && own.nextBoolean()) {
            throw failed;
        }
    }

    private void check(Story story, Exception outcome) {
        expect(story.live == 0, "a child outlives its scope");
        for (Coroutine<?> child : story.children) {
            expect(child.state().isDone(), "a child outlives its scope");
        }
        try {
            story.scope.launch("late", () -> {});
            expect(false, "launched into a scope that has ended");
        } catch (IllegalStateException e) {
            // As it should.
        }
        List<Throwable> failures = story.failures;
        if (outcome instanceof ExecutionException) {
            Throwable cause = outcome.getCause();
            expect(
                    !failures.isEmpty() && cause == failures.get(0),
                    "the cause is " + cause + ", of " + failures);
            List<Throwable> later = List.of(cause.getSuppressed());
            for (Throwable failure : failures) {
                expect(failure == cause || later.contains(failure), "a later failure is lost");
            }
        } else {
            expect(failures.isEmpty(), "ended as if nothing had failed: " + failures);
            expect(outcome == null || story.mayBeCancelled(), "cancelled without a reason");
        }
    }

    private void body(Story story, int depth, SplittableRandom own) throws Exception {
        try {
            int actions = own.nextInt(6);
            for (int i = 0; i < actions; i++) {
                switch (own.nextInt(12)) {
                    case 0 -> pause(own);
                    case 1 -> story.cancel();
                    case 2 -> cancelSomeone(own);
                    case 3 -> throw new Planned();
                    case 4, 5 -> {
                        if (depth < MAX_DEPTH) {
                            scope(depth + 1, own);
                        }
                    }
                    default -> launch(story, depth, own);
                }
            }
        } catch (CancellationException e) {
            expect(
                    story.scope.token().isCancelled() && !e.getMessage().isEmpty()
                            || story.outsideStops(),
                    "a body is cancelled without a reason");
            throw e;
        } catch (Exception e) {
            story.failures.add(e);
            throw e;
        }
    }

    private void cancelSomeone(SplittableRandom own) {
        if (!everyone.isEmpty()) {
            everyone.get(own.nextInt(everyone.size())).cancel();
        }
    }

    private void launch(Story story, int depth, SplittableRandom own) throws Exception {
        SplittableRandom ofChild = own.split();
        CoroutineBody body = () -> child(story, depth, ofChild);
        Coroutine<?> child;
        try {
            child =
                    leaks && own.nextInt(4) == 0
                            ? scheduler.launch("leaked", body)
                            : story.scope.launch("child", body);
        } catch (IllegalStateException e) {
            expect(story.scope.token().isCancelled(), "refused by a scope that lives");
            return;
        }
        story.children.add(child);
        everyone.add(child);
        if (!story.supervises && own.nextInt(4) == 0) {
            try {
                child.join();
            } catch (CancellationException e) {
                // Its own affair, or that of the one that joins.
                Parker.current().checkStop();
            } catch (IllegalStateException e) {
                expect(child == Coroutine.current(), "cannot join: " + e);
            }
        }
    }

    private void child(Story story, int depth, SplittableRandom own) throws Exception {
        story.live++;
        try {
            pause(own);
            switch (own.nextInt(9)) {
                case 0 -> throw new Planned();
                case 1, 2, 3 -> {
                    if (depth < MAX_DEPTH) {
                        scope(depth + 1, own);
                    }
                }
                case 4 -> {
                    if (story.timed) {
                        new Latch("that nobody opens", 1).await();
                    }
                }
                case 5 -> cancelSomeone(own);
                case 6 -> story.cancel();
                case 7 -> launch(story, MAX_DEPTH, own);
                default -> Coroutine.sleep(Duration.ofMinutes(1));
            }
        } catch (CancellationException e) {
            expect(
                    story.scope.token().isCancelled() || Coroutine.current().isCancelRequested(),
                    "a child is cancelled without a reason");
            throw e;
        } catch (Exception e) {
            (story.supervises ? unjoined : story.failures).add(e);
            throw e;
        } finally {
            story.live--;
        }
    }
}
