// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.container.guest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.kcoro.channels.Channel;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Scheduler;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * The activator of a bundle that a test makes: it launches coroutines that wait in many ways, and
 * leaves them alone when it is stopped.
 */
public final class Guest implements BundleActivator {

    /** A class of this bundle that a coroutine's thread holds. */
    private static final ThreadLocal<Guest> HELD = new ThreadLocal<>();

    private final Channel<Guest> channel = Channel.rendezvous("guest");
    private final List<Coroutine<Void>> coroutines = new ArrayList<>();

    @Override
    public void start(BundleContext context) throws InterruptedException {
        Scheduler scheduler = context.getService(context.getServiceReference(Scheduler.class));
        CountDownLatch running = new CountDownLatch(3);
        coroutines.add(
                scheduler.launch(
                        "guest-receives",
                        () -> {
                            // Under "continuation" it would be the worker's, and stay.
                            if (Thread.currentThread().isVirtual()) {
                                HELD.set(this);
                            }
                            running.countDown();
                            channel.receive();
                        }));
        coroutines.add(
                scheduler.launch(
                        "guest-sleeps",
                        () -> {
                            running.countDown();
                            Coroutine.sleep(Duration.ofDays(1));
                        }));
        coroutines.add(
                scheduler.launch(
                        "guest-receives-in-time",
                        () -> {
                            running.countDown();
                            channel.receive(Duration.ofDays(1));
                        }));
        running.await();
    }

    @Override
    public void stop(BundleContext context) {
        // Its scheduler is given back by the framework, as a careless bundle's is.
    }
}
