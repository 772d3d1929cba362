// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.time.Duration;
import java.util.concurrent.ExecutionException;

/** A coroutine on a bare continuation that waits with a monitor held, in a JVM of its own. */
public final class HeldMonitor {

    private HeldMonitor() {}

    /** Prints why it was refused, if it was. */
    public static void main(String[] arguments) throws InterruptedException {
        Object monitor = new Object();
        try (Scheduler scheduler =
                Scheduler.builder().workers(1).switcher("continuation").build()) {
            Coroutine<Void> holds =
                    scheduler.launch(
                            "holds",
                            () -> {
                                synchronized (monitor) {
                                    // Long: one that has passed before the wait does not park.
                                    Coroutine.sleep(Duration.ofSeconds(10));
                                }
                            });
            holds.join();
            System.out.println("it waited");
        } catch (ExecutionException e) {
            System.out.println(e.getCause().getMessage());
        }
    }
}
