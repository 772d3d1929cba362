// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.lang.invoke.MethodHandles;
import java.util.function.Function;

import org.kcoro.zref.Descriptor;

/** Reaches what is behind a descriptor, which no exported type shows. */
public final class DescriptorAccess {

    /** Set by the descriptor's class when it is initialised. */
    private static Function<Descriptor, DescriptorState> way;

    /** In a class of its own, so that it is a constant to the compiler. */
    private static final class Holder {
        static final Function<Descriptor, DescriptorState> WAY = find();

        private static Function<Descriptor, DescriptorState> find() {
            try {
                MethodHandles.lookup().ensureInitialized(Descriptor.class);
            } catch (IllegalAccessException e) {
                throw new ExceptionInInitializerError(e);
            }
            return way;
        }
    }

    private DescriptorAccess() {}

    /** Hands over the way in; called once, by the descriptor's class. */
    public static void set(Function<Descriptor, DescriptorState> newWay) {
        way = newWay;
    }

    /** What is behind a descriptor. */
    static DescriptorState of(Descriptor descriptor) {
        return Holder.WAY.apply(descriptor);
    }
}
