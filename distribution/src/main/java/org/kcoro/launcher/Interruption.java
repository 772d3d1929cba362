// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.launcher;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a signal, such as that of Ctrl-C, end what a command does in good order: it is asked to
 * stop, and the process ends when it has, or when it has had its time.
 */
final class Interruption implements AutoCloseable {

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;

    /**
     * From now on until this is closed.
     *
     * @param stop asks what goes on to end; run by another thread
     * @param patience how long that may take
     * @param late run when it has not ended by then
     */
    Interruption(Runnable stop, Duration patience, Runnable late) {
        hook =
                new Thread(
                        () -> {
                            stop.run();
                            try {
                                if (!ended.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                                    late.run();
                                }
                            } catch (InterruptedException e) {
                                // The process ends in any case.
                            }
                        },
                        "kcoro-interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The signal has come.
        }
    }
}
