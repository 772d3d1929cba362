// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicIntegerArray;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.zref.BackendCapability;
import org.kcoro.zref.BackendRegistration;
import org.kcoro.zref.Backends;
import org.kcoro.zref.Descriptor;
import org.kcoro.zref.DescriptorChannel;
import org.kcoro.zref.DescriptorSpec;
import org.kcoro.zref.PoolRegion;
import org.kcoro.zref.Regions;
import org.kcoro.zref.ZeroCopyBackend;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * A backend in a registry, a region of payloads, and who uses them: what the tests of {@link
 * ZeroCopyBackendKit} share. After each test no lease may be live, and each channel let go, once.
 */
abstract class BackendRig {

    static final int BLOCKS = 64;
    static final int CAPACITY = 3;

    /** Dumps the scheduler when a test hangs. */
    @RegisterExtension public final CoroutineDumps dumps = CoroutineDumps.after(patience());

    private final Queue<Throwable> reports = new ConcurrentLinkedQueue<>();
    private final List<DescriptorChannel> attached = new CopyOnWriteArrayList<>();
    private final List<DescriptorChannel> detached = new CopyOnWriteArrayList<>();
    private final Regions regions = Regions.builder().leakSample(1).build();
    final PoolRegion pool = regions.pool("payloads").blocks(BLOCKS, BLOCKS).build();
    final Backends backends = Backends.builder().drain(Duration.ZERO).build();
    Scheduler scheduler;
    String name;
    BackendRegistration registration;

    /** The backend under test; called once in each test. */
    protected abstract ZeroCopyBackend newBackend() throws Exception;

    /** The scheduler of the coroutines that use it; one with two workers unless told. */
    protected Scheduler newScheduler() {
        return Scheduler.builder().name("kit").workers(2).failureHandler(this::failed).build();
    }

    /** Tells the kit of a failure that nobody joins; for schedulers of {@link #newScheduler}. */
    protected final void failed(Coroutine<?> coroutine, Throwable failure) {
        reports.add(failure);
    }

    /** A safety net: only a broken backend needs that long for a test. */
    protected Duration patience() {
        return Duration.ofSeconds(60);
    }

    /** Notes what a backend attaches and lets go. */
    private final class Noted implements ZeroCopyBackend {

        private final ZeroCopyBackend tested;

        Noted(ZeroCopyBackend tested) {
            this.tested = tested;
        }

        @Override
        public String name() {
            return tested.name();
        }

        @Override
        public Set<BackendCapability> capabilities() {
            return tested.capabilities();
        }

        @Override
        public DescriptorChannel attach(DescriptorSpec spec) {
            DescriptorChannel channel = tested.attach(spec);
            attached.add(channel);
            return channel;
        }

        @Override
        public void detach(DescriptorChannel channel) {
            detached.add(channel);
            tested.detach(channel);
        }
    }

    /** Makes the scheduler of a test, and registers the backend. */
    @BeforeEach
    public final void makeScheduler() throws Exception {
        scheduler = dumps.watch(newScheduler());
        ZeroCopyBackend tested = newBackend();
        name = tested.name();
        // Also in the place of a built-in one.
        registration = backends.register(new Noted(tested), Integer.MAX_VALUE);
    }

    /** Looks whether anything is left. */
    @AfterEach
    public final void endAll() {
        assertEquals(List.of(), scheduler.shutdown(patience()), "left after the shutdown");
        backends.drain(Duration.ZERO);
        checkLetGo();
        assertEquals(List.of(), List.copyOf(reports), "failures that nobody expected");
        assertEquals(List.of(), regions.drain(Duration.ZERO), "leases that are left");
    }

    /** Each channel was let go, once. */
    final void checkLetGo() {
        List<String> left = new ArrayList<>();
        for (DescriptorChannel channel : attached) {
            long times = detached.stream().filter(each -> each == channel).count();
            if (times != 1) {
                left.add(channel + " was let go " + times + " times");
            }
        }
        assertEquals(List.of(), left, "channels that were not let go, once");
    }

    final boolean has(BackendCapability capability) {
        return registration.backend().capabilities().contains(capability);
    }

    final DescriptorChannel bind(DescriptorSpec spec) {
        return backends.bind(name, spec);
    }

    /** What channels there are, by the capabilities. */
    final List<DescriptorSpec> specs(String channel) {
        List<DescriptorSpec> specs = new ArrayList<>();
        if (has(BackendCapability.RENDEZVOUS)) {
            specs.add(DescriptorSpec.rendezvous(channel));
        }
        if (has(BackendCapability.BUFFERED)) {
            specs.add(DescriptorSpec.buffered(channel, 1));
            specs.add(DescriptorSpec.buffered(channel, CAPACITY));
        }
        if (has(BackendCapability.CONFLATED)) {
            specs.add(DescriptorSpec.conflated(channel));
        }
        if (has(BackendCapability.UNLIMITED)) {
            specs.add(DescriptorSpec.unlimited(channel));
        }
        return specs;
    }

    /** A payload with a number. */
    final Descriptor payload(int number) throws InterruptedException {
        Descriptor payload = new Descriptor();
        fill(payload, number);
        return payload;
    }

    final void fill(Descriptor empty, int number) throws InterruptedException {
        pool.allocate(Long.BYTES + number % Long.BYTES, empty);
        empty.setLong(0, number);
    }

    /** Takes the number of a payload, whose lease ends. */
    static int take(Descriptor received) {
        int number = (int) received.getLong(0);
        assertEquals(Long.BYTES + number % Long.BYTES, received.length(), "length of a payload");
        received.close();
        return number;
    }

    final long live() {
        return pool.snapshot().live();
    }

    /** What has become of payloads by their numbers. */
    static final class Fates {
        private final AtomicIntegerArray given;
        private final AtomicIntegerArray ended;

        Fates(int payloads) {
            given = new AtomicIntegerArray(payloads);
            ended = new AtomicIntegerArray(payloads);
        }

        /** One that was sent, as its sender's empty descriptor says; else it is closed. */
        void sent(Descriptor sent, int number) {
            if (sent.isEmpty()) {
                given.incrementAndGet(number);
            } else {
                sent.close();
            }
        }

        void ended(int number) {
            ended.incrementAndGet(number);
        }

        void returned(Descriptor payload) {
            ended((int) payload.getLong(0));
        }

        void check(Object of) {
            for (int i = 0; i < given.length(); i++) {
                assertEquals(given.get(i), ended.get(i), of + ": fates of payload " + i);
            }
        }
    }
}
