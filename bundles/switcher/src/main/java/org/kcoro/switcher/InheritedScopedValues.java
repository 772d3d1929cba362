// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Callable;

import org.kcoro.switcher.internal.ScopedValueBindings;

/**
 * The scoped values that are bound where {@link #capture} is called, for a body that runs
 * elsewhere. The one who captures must not leave the {@code ScopedValue.where} it is in before that
 * body has ended: a scope sees to that.
 *
 * <p>The JDK lets only its own structured scopes hand bindings on. Where {@code
 * java.base/java.lang} is not open to this module, nothing is captured. Immutable.
 */
public final class InheritedScopedValues {

    private static final ScopedValue<Object> PROBE = ScopedValue.newInstance();

    /** The JDK's means; null where they are not open. */
    private static final Access ACCESS = Access.open();

    private final Object captured;

    private InheritedScopedValues(Object captured) {
        this.captured = captured;
    }

    /**
     * @param runWith runs with bindings that the JDK finds again on the stack: it loses track of
     *     them when the stack overflows
     * @param setCache sets what the current thread remembers of looked-up values
     */
    private record Access(MethodHandle runWith, MethodHandle setCache) {

        static Access open() {
            Class<Thread> type = Thread.class;
            if (!ScopedValueBindings.areKnown()) {
                return null;
            }
            try {
                MethodHandles.Lookup lookup =
                        MethodHandles.privateLookupIn(type, MethodHandles.lookup());
                return new Access(
                        lookup.findVirtual(
                                type,
                                "runWith",
                                MethodType.methodType(void.class, Object.class, Runnable.class)),
                        lookup.findStatic(
                                type,
                                "setScopedValueCache",
                                MethodType.methodType(void.class, Object[].class)));
            } catch (ReflectiveOperationException e) {
                return null;
            }
        }

        /** Replaces the bindings, and what was remembered of others. */
        void set(Thread thread, Object bound) throws Throwable {
            ScopedValueBindings.set(thread, bound);
            setCache.invokeExact((Object[]) null);
        }
    }

    /** Whether bindings can be captured in this JVM. */
    public static boolean isSupported() {
        return ACCESS != null;
    }

    /** The bindings of the caller, or null where there are none, or none can be captured. */
    public static InheritedScopedValues capture() {
        if (ACCESS == null) {
            return null;
        }
        // Asking for any makes the JDK look up bindings that it has lost track of.
        PROBE.isBound();
        Object bound = ScopedValueBindings.of(Thread.currentThread());
        // A new thread's mark is its class.
        return bound == null || bound instanceof Class<?> ? null : new InheritedScopedValues(bound);
    }

    /** Runs a body with the captured bindings, which replace those of the caller meanwhile. */
    public <T> T call(Callable<T> body) throws Exception {
        Thread thread = Thread.currentThread();
        Object before = ScopedValueBindings.of(thread);
        Call<T> call = new Call<>(body);
        try {
            ACCESS.set(thread, captured);
            try {
                ACCESS.runWith.invokeExact(thread, captured, (Runnable) call);
            } finally {
                ACCESS.set(thread, before);
            }
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot bind scoped values", e);
        }
        return call.result();
    }

    /** A body as a {@link Runnable}. */
    private static final class Call<T> implements Runnable {

        private final Callable<T> body;
        private T result;
        private Exception thrown;

        Call(Callable<T> body) {
            this.body = body;
        }

        @Override
        public void run() {
            try {
                result = body.call();
            } catch (Exception e) {
                thrown = e;
            }
        }

        T result() throws Exception {
            if (thrown != null) {
                throw thrown;
            }
            return result;
        }
    }
}
