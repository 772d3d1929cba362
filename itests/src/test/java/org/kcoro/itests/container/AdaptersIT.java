// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.container;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

import javax.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.adapter.Adapter;
import org.kcoro.adapter.AdapterContext;
import org.kcoro.channels.Channel;
import org.kcoro.itests.exam.jupiter.ContainerTest;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.ops4j.pax.exam.CoreOptions.options;

/** Adapters that arrive and leave, and their host that does, in any order. */
@ContainerTest
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AdaptersIT {

    private static final int ADAPTERS = 5;
    private static final int STEPS = 60;

    @Inject private BundleContext context;

    private final List<WaitingAdapter> adapters = new ArrayList<>();
    private Bundle host;

    @Configuration
    static Option[] configuration() throws IOException {
        return options(Distribution.container());
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, Boolean.getBoolean("kcoro.ci") ? 50 : 10);
    }

    /** Waits, in two coroutines, until it is cancelled. */
    private final class WaitingAdapter implements Adapter {
        private final String name;
        private final Channel<String> never = Channel.rendezvous("never");
        private final Semaphore begun = new Semaphore(0);
        private final AtomicInteger live = new AtomicInteger();

        /** Null when it is no service. */
        private ServiceRegistration<Adapter> registration;

        WaitingAdapter(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void run(AdapterContext adapterContext) throws InterruptedException {
            adapterContext.launch("child of " + name, this::await);
            await();
        }

        private void await() throws InterruptedException {
            live.incrementAndGet();
            try {
                begun.release();
                never.receive();
            } finally {
                live.decrementAndGet();
            }
        }

        void arrive() {
            registration = context.registerService(Adapter.class, this, null);
        }

        void leave() {
            registration.unregister();
            registration = null;
        }
    }

    @BeforeEach
    void findHost() {
        host =
                Arrays.stream(context.getBundles())
                        .filter(b -> "org.kcoro.adapter.host".equals(b.getSymbolicName()))
                        .findFirst()
                        .orElseThrow();
        for (int i = 0; i < ADAPTERS; i++) {
            adapters.add(new WaitingAdapter("adapter-" + i));
        }
    }

    @AfterEach
    void restore() throws Exception {
        for (WaitingAdapter adapter : adapters) {
            if (adapter.registration != null) {
                adapter.leave();
            }
        }
        host.start();
    }

    /** Waits for those that begin, and tells which of them run and should not, or the reverse. */
    private List<String> surprises(boolean hosted, List<WaitingAdapter> beginning)
            throws InterruptedException {
        for (WaitingAdapter adapter : beginning) {
            adapter.begun.acquire(2);
        }
        List<String> surprises = new ArrayList<>();
        for (WaitingAdapter adapter : adapters) {
            int expected = hosted && adapter.registration != null ? 2 : 0;
            if (adapter.live.get() != expected || adapter.begun.availablePermits() != 0) {
                surprises.add(
                        adapter.name
                                + " has "
                                + adapter.live
                                + " live coroutines, not "
                                + expected
                                + ", and has begun "
                                + adapter.begun.availablePermits()
                                + " more");
            }
        }
        return surprises;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theyRunWhileTheyAndTheirHostAreThere(long seed) throws Exception {
        Random random = new Random(seed);
        boolean hosted = true;
        for (int step = 0; step < STEPS; step++) {
            List<WaitingAdapter> beginning = new ArrayList<>();
            String what;
            int choice = random.nextInt(ADAPTERS + 1);
            if (choice == ADAPTERS) {
                hosted = !hosted;
                if (hosted) {
                    host.start();
                    adapters.stream()
                            .filter(adapter -> adapter.registration != null)
                            .forEach(beginning::add);
                } else {
                    host.stop();
                }
                what = "host " + hosted;
            } else {
                WaitingAdapter adapter = adapters.get(choice);
                if (adapter.registration == null) {
                    adapter.arrive();
                    if (hosted) {
                        beginning.add(adapter);
                    }
                } else {
                    adapter.leave();
                }
                what = adapter.name + " " + (adapter.registration != null);
            }
            int number = step;
            assertEquals(
                    List.of(),
                    surprises(hosted, beginning),
                    () -> "seed " + seed + ", step " + number + ": " + what);
        }
    }

    /** Who does not run is found, and who runs without being asked. */
    @Test
    void aHostThatIsNotThereIsFound() throws Exception {
        adapters.get(0).arrive();
        assertEquals(List.of(), surprises(true, adapters.subList(0, 1)));
        assertEquals(1, surprises(false, List.of()).size());
        host.stop();
        assertEquals(1, surprises(true, List.of()).size());
    }
}
