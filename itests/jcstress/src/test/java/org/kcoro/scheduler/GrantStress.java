// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.util.concurrent.CancellationException;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/** A grant beside the withdrawal of the one that waits: a permit is neither lost nor doubled. */
public final class GrantStress {

    private GrantStress() {}

    /** Waits under a token; answers whether it was granted. */
    private static boolean granted(CancellationToken token, CoroutineBody wait) {
        try {
            token.call(
                    () -> {
                        wait.run();
                        return null;
                    });
            return true;
        } catch (CancellationException e) {
            return false;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The one that waits withdraws while a permit comes. */
    @JCStressTest
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "granted")
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "withdrawn, and the permit is there")
    @Outcome(expect = FORBIDDEN, desc = "a permit is lost or doubled, or one waits for ever")
    @State
    public static class CancelThenRelease {
        private final Semaphore semaphore = new Semaphore("stress", 0);
        private final CancellationToken token = CancellationToken.create();

        @Actor
        public void waiter(III_Result r) {
            r.r1 = granted(token, semaphore::acquire) ? 1 : 0;
        }

        @Actor
        public void other() {
            token.cancel("stress");
            semaphore.release();
        }

        @Arbiter
        public void end(III_Result r) {
            r.r2 = semaphore.availablePermits();
            r.r3 = semaphore.waiting();
        }
    }

    /** A permit that comes before the cancel counts. */
    @JCStressTest
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "granted")
    @Outcome(expect = FORBIDDEN, desc = "a permit is lost or doubled, or one waits for ever")
    @State
    public static class ReleaseThenCancel {
        private final Semaphore semaphore = new Semaphore("stress", 0);
        private final CancellationToken token = CancellationToken.create();

        @Actor
        public void waiter(III_Result r) {
            r.r1 = granted(token, semaphore::acquire) ? 1 : 0;
        }

        @Actor
        public void other() {
            semaphore.release();
            token.cancel("stress");
        }

        @Arbiter
        public void end(III_Result r) {
            r.r2 = semaphore.availablePermits();
            r.r3 = semaphore.waiting();
        }
    }

    /** The one that waits withdraws while the mutex is handed over. */
    @JCStressTest
    @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "locked")
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "withdrawn, and free")
    @Outcome(expect = FORBIDDEN, desc = "the mutex is lost, or one waits for ever")
    @State
    public static class CancelThenUnlock {
        private final Mutex mutex = new Mutex("stress");
        private final CancellationToken token = CancellationToken.create();

        @Actor
        public void waiter(III_Result r) {
            r.r1 = granted(token, mutex::lock) ? 1 : 0;
        }

        @Actor
        public void owner() {
            boolean owner = mutex.tryLock();
            token.cancel("stress");
            if (owner) {
                mutex.unlock();
            }
        }

        @Arbiter
        public void end(III_Result r) {
            r.r2 = mutex.isLocked() ? 1 : 0;
            r.r3 = mutex.waiting();
        }
    }

    /** A hand-over before the cancel counts. */
    @JCStressTest
    @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "locked")
    @Outcome(expect = FORBIDDEN, desc = "the mutex is lost, or one waits for ever")
    @State
    public static class UnlockThenCancel {
        private final Mutex mutex = new Mutex("stress");
        private final CancellationToken token = CancellationToken.create();

        @Actor
        public void waiter(III_Result r) {
            r.r1 = granted(token, mutex::lock) ? 1 : 0;
        }

        @Actor
        public void owner() {
            boolean owner = mutex.tryLock();
            if (owner) {
                mutex.unlock();
            }
            token.cancel("stress");
        }

        @Arbiter
        public void end(III_Result r) {
            r.r2 = mutex.isLocked() ? 1 : 0;
            r.r3 = mutex.waiting();
        }
    }
}
