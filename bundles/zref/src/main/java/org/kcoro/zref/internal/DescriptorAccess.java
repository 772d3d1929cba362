// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.lang.invoke.MethodHandles;

import org.kcoro.zref.Descriptor;

/** Reaches what is behind the exported types. */
public abstract class DescriptorAccess {

    /** Set by the descriptor's class when it is initialised. */
    private static DescriptorAccess instance;

    /** In a class of its own, so that it is a constant to the compiler. */
    private static final class Holder {
        static final DescriptorAccess ACCESS = find();

        private static DescriptorAccess find() {
            try {
                MethodHandles.lookup().ensureInitialized(Descriptor.class);
            } catch (IllegalAccessException e) {
                throw new ExceptionInInitializerError(e);
            }
            return instance;
        }
    }

    /** Hands over the way in; called once, by the descriptor's class. */
    public static void set(DescriptorAccess access) {
        instance = access;
    }

    /** What is behind a descriptor. */
    static DescriptorState of(Descriptor descriptor) {
        return Holder.ACCESS.state(descriptor);
    }

    /** What is behind a descriptor. */
    protected abstract DescriptorState state(Descriptor descriptor);
}
