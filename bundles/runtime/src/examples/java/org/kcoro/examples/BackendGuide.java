// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.examples;

import java.time.Duration;
import java.util.EnumSet;
import java.util.NoSuchElementException;
import java.util.Set;

import org.kcoro.Kcoro;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.zref.BackendCapability;
import org.kcoro.zref.BackendRegistration;
import org.kcoro.zref.Backends;
import org.kcoro.zref.Descriptor;
import org.kcoro.zref.DescriptorChannel;
import org.kcoro.zref.DescriptorSpec;
import org.kcoro.zref.PoolRegion;
import org.kcoro.zref.ZeroCopyBackend;

/** What the guide to regions and descriptors shows of backends. */
public final class BackendGuide {

    private BackendGuide() {}

    /** Runs all of it. */
    public static void main(String[] arguments) throws Exception {
        try (Kcoro kcoro = Kcoro.start()) {
            PoolRegion pool = kcoro.regions().pool("frames").blocks(1024, 8).build();
            bind(kcoro, pool);
            register(kcoro.backends(), pool);
        }
    }

    static void bind(Kcoro kcoro, PoolRegion pool) throws Exception {
        // tag::bind[]
        Backends backends = kcoro.backends();
        DescriptorChannel frames = backends.bind(DescriptorSpec.buffered("frames", 16));
        Descriptor frame = new Descriptor();
        for (int i = 0; i < 3; i++) {
            pool.allocate(1024, frame);
            frames.send(frame);
        }
        frames.receiveInto(frame);
        frame.close();
        System.out.println(frames.backend() + " has " + frames.counters().inside());
        backends.unbind(frames, Duration.ZERO); // what is left goes back to the pool
        System.out.println(frames.counters().returned() + " went back");
        // end::bind[]
    }

    // tag::backend[]
    static final class Traced implements ZeroCopyBackend {
        @Override
        public String name() {
            return "traced";
        }

        @Override
        public Set<BackendCapability> capabilities() {
            return EnumSet.allOf(BackendCapability.class);
        }

        @Override
        public DescriptorChannel attach(DescriptorSpec spec) {
            System.out.println("attach " + spec.name());
            return spec.open(name()); // a channel in this JVM
        }

        @Override
        public void detach(DescriptorChannel channel) {
            System.out.println("detach " + channel.name());
        }
    }
    // end::backend[]

    static void register(Backends backends, PoolRegion pool) throws Exception {
        // tag::register[]
        BackendRegistration registration = backends.register(new Traced(), 0);
        DescriptorChannel orders = backends.bind("traced", DescriptorSpec.unlimited("orders"));
        registration.close(); // drains its channels, and cancels what is left
        Descriptor order = new Descriptor();
        pool.allocate(100, order);
        try {
            orders.send(order);
        } catch (ChannelClosedException e) {
            System.out.println(e.getCause().getMessage());
            order.close(); // it is still ours
        }
        try {
            backends.resolve("traced");
        } catch (NoSuchElementException e) {
            System.out.println(e.getMessage());
        }
        // end::register[]
    }
}
