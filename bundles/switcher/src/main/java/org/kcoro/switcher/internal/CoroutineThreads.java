// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.stream.Stream;

import jdk.internal.vm.ThreadContainer;
import jdk.internal.vm.ThreadContainers;

import org.kcoro.switcher.ContextSource;

/**
 * The virtual threads of contexts, as the JDK's thread dumps show them.
 *
 * <p>A virtual thread that is started by the public means is noted in a map of the JDK's, and taken
 * out at its end: a sixth of what it costs to launch a coroutine. A scheduler has its own list of
 * those that live, so this container asks the schedulers when somebody looks.
 */
final class CoroutineThreads extends ThreadContainer implements ThreadStarter {

    private static final MethodHandle START;

    static {
        try {
            START =
                    MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup())
                            .findVirtual(
                                    Thread.class,
                                    "start",
                                    MethodType.methodType(void.class, ThreadContainer.class))
                            .asType(
                                    MethodType.methodType(
                                            void.class, Thread.class, CoroutineThreads.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Set<ContextSource> sources = new CopyOnWriteArraySet<>();

    /** Held, for the JDK holds its containers weakly. */
    private final Object registration;

    /**
     * @throws LinkageError when {@code jdk.internal.vm} is not exported, {@code java.lang} is not
     *     open, or the JDK has no such method
     */
    CoroutineThreads() {
        super(true);
        registration = ThreadContainers.registerContainer(this);
    }

    @Override
    public void start(Thread thread) {
        try {
            START.invokeExact(thread, this);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot start " + thread, e);
        }
    }

    @Override
    public void show(ContextSource source) {
        sources.add(source);
    }

    @Override
    public void hide(ContextSource source) {
        sources.remove(source);
    }

    @Override
    public String name() {
        return "kcoro";
    }

    @Override
    public Stream<Thread> threads() {
        return sources.stream()
                .flatMap(ContextSource::contexts)
                .filter(VirtualThreadContext.class::isInstance)
                .map(context -> ((VirtualThreadContext) context).thread())
                .filter(Thread::isAlive);
    }
}
