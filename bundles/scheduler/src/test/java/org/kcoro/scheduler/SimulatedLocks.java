// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A random program of coroutines that lock mutexes, acquire permits and wait for latches, some of
 * them cancelled, some under a token with a timeout. It checks that no more is held than there is,
 * that who comes first is served first, that all end, and that all is given back.
 */
final class SimulatedLocks extends SimulatedFamily {

    /** A mutex is one permit. */
    interface Permits {
        void acquire(int wanted) throws InterruptedException;

        boolean tryAcquire(int wanted, Duration timeout) throws InterruptedException;

        void release(int released);

        int available();
    }

    /** Makes a semaphore, or one with a fault. */
    interface SemaphoreMaker {
        Permits make(String name, int permits);
    }

    private record OfMutex(Mutex mutex) implements Permits {
        @Override
        public void acquire(int wanted) throws InterruptedException {
            mutex.lock();
        }

        @Override
        public boolean tryAcquire(int wanted, Duration timeout) throws InterruptedException {
            return mutex.tryLock(timeout);
        }

        @Override
        public void release(int released) {
            mutex.unlock();
        }

        @Override
        public int available() {
            return mutex.isLocked() || mutex.waiting() > 0 ? 0 : 1;
        }
    }

    /** A wait without a timeout, which is in the queue, or granted, or stopped. */
    private record Waiting(int since, int wanted, Coroutine<?> who, CancellationToken token) {
        boolean mayStop() {
            return who.isCancelRequested() || token != null && token.isCancelled();
        }
    }

    /** Permits, with an account of what is held. */
    private final class Guarded {
        private final Permits permits;
        private final int all;
        private final List<Waiting> waiting = new ArrayList<>();
        private int held;
        private int clock;

        Guarded(Permits permits, int all) {
            this.permits = permits;
            this.all = all;
        }

        boolean take(int wanted, Duration timeout) throws InterruptedException {
            int since = clock++;
            if (timeout != null) {
                if (!permits.tryAcquire(wanted, timeout)) {
                    return false;
                }
            } else {
                // Nothing else runs between this and its place in the queue.
                Waiting call =
                        new Waiting(since, wanted, Coroutine.current(), Parker.current().token());
                waiting.add(call);
                try {
                    permits.acquire(wanted);
                } finally {
                    waiting.remove(call);
                }
            }
            held += wanted;
            expect(held <= all, "more is held than there is: " + held + " of " + all);
            // Those that came before have been granted theirs, though they may not have run since.
            int granted = held;
            for (Waiting other : waiting) {
                if (other.since < since && !other.mayStop()) {
                    granted += other.wanted;
                }
            }
            expect(granted <= all, "served before one that came before");
            return true;
        }

        void give(int released) {
            held -= released;
            permits.release(released);
        }
    }

    private record Launched(Coroutine<?> coroutine, CancellationToken token) {}

    private final List<Guarded> guarded = new ArrayList<>();
    private final List<Latch> latches = new ArrayList<>();
    private final List<Launched> launched = new ArrayList<>();

    /** Of those that open latches, and are not cancelled. */
    private final List<Coroutine<?>> openers = new ArrayList<>();

    SimulatedLocks(CountingPort port, Machine machine, SemaphoreMaker maker) {
        super(port, machine);
        for (int i = 0; i < 2; i++) {
            guarded.add(new Guarded(new OfMutex(new Mutex("m" + i)), 1));
        }
        for (int i = 0; i < 2; i++) {
            int all = 1 + random.nextInt(4);
            guarded.add(new Guarded(maker.make("s" + i, all), all));
        }
        for (int i = 0; i < 2; i++) {
            latches.add(new Latch("l" + i, 1 + random.nextInt(3)));
        }
    }

    static Permits semaphore(String name, int permits) {
        Semaphore semaphore = new Semaphore(name, permits);
        return new Permits() {
            @Override
            public void acquire(int wanted) throws InterruptedException {
                semaphore.acquire(wanted);
            }

            @Override
            public boolean tryAcquire(int wanted, Duration timeout) throws InterruptedException {
                return semaphore.tryAcquire(wanted, timeout);
            }

            @Override
            public void release(int released) {
                semaphore.release(released);
            }

            @Override
            public int available() {
                return semaphore.availablePermits() - semaphore.waiting();
            }
        };
    }

    @Override
    void program() throws Exception {
        int count = 2 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            launch("c" + i, random.split());
        }
        for (Launched each : launched) {
            awaitEnd(each.coroutine);
            CoroutineState state = each.coroutine.state();
            boolean stopped =
                    each.coroutine.isCancelRequested()
                            || each.token != null && each.token.isCancelled();
            expect(
                    state == CoroutineState.COMPLETED
                            || state == CoroutineState.CANCELLED && stopped,
                    each.coroutine + " failed by " + each.coroutine.failure());
        }
        for (Coroutine<?> opener : openers) {
            awaitEnd(opener);
        }
        for (Guarded each : guarded) {
            int available = each.permits.available();
            expect(each.waiting.isEmpty() && each.held == 0, "still held or waited for");
            expect(available == each.all, available + " permits are left of " + each.all);
        }
        expect(reported.isEmpty(), "failed: " + reported);
    }

    private void launch(String name, SplittableRandom own) {
        CancellationToken token =
                own.nextInt(4) == 0 ? scheduler.timeout(null, shortTime(own)) : null;
        LaunchOptions options = LaunchOptions.named(name).under(token);
        launched.add(
                new Launched(
                        scheduler.launch(
                                options,
                                () -> {
                                    int actions = 1 + own.nextInt(5);
                                    for (int i = 0; i < actions; i++) {
                                        act(own);
                                    }
                                }),
                        token));
    }

    private void act(SplittableRandom own) throws InterruptedException {
        switch (own.nextInt(8)) {
            case 0 -> pause(own);
            case 1 -> await(latches.get(own.nextInt(latches.size())), own);
            case 2 -> {
                if (!launched.isEmpty()) {
                    launched.get(own.nextInt(launched.size())).coroutine.cancel();
                }
            }
            default -> use(own.nextInt(guarded.size()), own);
        }
    }

    /** Takes what is further on only while it holds this: nobody waits in a circle. */
    private void use(int index, SplittableRandom own) throws InterruptedException {
        Guarded one = guarded.get(index);
        int wanted = 1 + own.nextInt(one.all);
        Duration timeout = own.nextInt(3) == 0 ? shortTime(own) : null;
        if (!one.take(wanted, timeout)) {
            return;
        }
        try {
            pause(own);
            if (index + 1 < guarded.size() && own.nextInt(3) == 0) {
                use(index + 1 + own.nextInt(guarded.size() - index - 1), own);
            }
        } finally {
            one.give(wanted);
        }
    }

    private void await(Latch latch, SplittableRandom own) throws InterruptedException {
        SplittableRandom ofOpener = own.split();
        openers.add(
                scheduler.launch(
                        "opens",
                        () -> {
                            while (latch.count() > 0) {
                                pause(ofOpener);
                                latch.countDown();
                            }
                        }));
        boolean open = true;
        if (own.nextBoolean()) {
            latch.await();
        } else {
            open = latch.await(shortTime(own));
        }
        expect(!open || latch.count() == 0, "let through by a latch that is shut");
    }
}
