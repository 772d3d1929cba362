// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

import org.kcoro.switcher.NativeCoroutine;
import org.kcoro.switcher.NativeCoroutines;
import org.kcoro.switcher.NativeOptions;

/**
 * A C function as the body of a coroutine. Its requests are served between its parts: while it
 * waits for one, its coroutine is parked, and keeps no worker.
 *
 * <p>An ordinary yield lets others run. A cancel takes effect at the next yield, or in the wait of
 * a request: the C code is then closed where it is, and the cleanup of its options runs. Code that
 * never yields is not disturbed, and keeps its worker; the watchdog of the scheduler names it.
 *
 * <p>It runs once. Building and launching it is up to one thread; its coroutine does the rest.
 */
public final class NativeCall implements Callable<Long> {

    /** The signal {@code KC_SLEEP} of the C header: waits for so many nanoseconds. */
    public static final long SLEEP = 1;

    private final NativeCoroutines coroutines;
    private final MemorySegment function;
    private final MemorySegment argument;
    private final NativeOptions options;
    private final List<NativeRequestHandler> handlers;
    private final List<Object> attachments;
    private final AtomicBoolean called = new AtomicBoolean();
    private final Map<NativeRequestHandler, NativeRequestHandler.Session> sessions =
            new IdentityHashMap<>();

    private NativeCoroutine coroutine;

    private NativeCall(Builder builder) {
        coroutines = builder.coroutines;
        function = builder.function;
        argument = builder.argument;
        options = builder.options;
        handlers = List.copyOf(builder.handlers);
        attachments = List.copyOf(builder.attachments);
    }

    /**
     * A builder of a call.
     *
     * @param coroutines which open it; they must be open while it runs
     * @param function a {@code kc_body} of the C header
     */
    public static Builder builder(NativeCoroutines coroutines, MemorySegment function) {
        return new Builder(coroutines, function);
    }

    /**
     * Opens the function as a coroutine and launches what runs it, under the name of its options or
     * else of the C function.
     *
     * @throws IllegalStateException when it was launched before, or cannot be opened
     */
    public Coroutine<Long> launch(Dispatcher dispatcher) {
        open();
        try {
            // The body runs in any case, also of one that is cancelled before it has begun.
            return dispatcher.launch(coroutine.name(), this::run);
        } catch (RuntimeException e) {
            coroutine.close();
            throw e;
        }
    }

    private void open() {
        if (!called.compareAndSet(false, true)) {
            throw new IllegalStateException(
                    "native call " + coroutine.name() + " was launched before; build another one");
        }
        coroutine = coroutines.open(function, argument, options);
    }

    /**
     * Runs it in the calling coroutine or thread.
     *
     * @return what the function returned
     * @throws IllegalStateException when it was launched or called before, cannot be opened, or
     *     asks for what no handler serves
     * @throws Exception when a handler fails, or the caller is stopped
     */
    @Override
    public Long call() throws Exception {
        open();
        return run();
    }

    private Long run() throws Exception {
        Parker parker = Parker.current();
        try {
            long answer = 0;
            for (; ; ) {
                parker.checkStop();
                long value = coroutine.resume(answer);
                if (coroutine.hasEnded()) {
                    return value;
                }
                answer = serve(parker, coroutine.signal(), value);
            }
        } finally {
            end(new ArrayList<>(sessions.values()));
        }
    }

    /** Closes the sessions, whatever the others throw, and then the C code. */
    private void end(List<NativeRequestHandler.Session> left) {
        if (left.isEmpty()) {
            coroutine.close();
            return;
        }
        try {
            left.remove(left.size() - 1).close();
        } finally {
            end(left);
        }
    }

    private long serve(Parker parker, long signal, long value) throws Exception {
        if (signal == NativeCoroutine.YIELD) {
            parker.yield();
            return 0;
        }
        if (signal == SLEEP) {
            parker.sleep(Duration.ofNanos(value));
            return 0;
        }
        for (NativeRequestHandler handler : handlers) {
            if (handler.serves(signal)) {
                NativeRequestHandler.Session session = sessions.get(handler);
                if (session == null) {
                    session = handler.open(this);
                    sessions.put(handler, session);
                }
                return session.handle(signal, value);
            }
        }
        throw new IllegalStateException(
                "native coroutine "
                        + name()
                        + " asks for "
                        + signal
                        + ", which no handler serves; add its handler to the call");
    }

    /** The name of its coroutine; null before it is launched or called. */
    public String name() {
        return coroutine == null ? null : coroutine.name();
    }

    /**
     * Memory that the C code names in a request, such as a structure on its stack; for handlers,
     * until they answer.
     *
     * @throws IllegalStateException when the address is null
     */
    public MemorySegment memory(long address, long bytes) {
        return coroutine.memory(address, bytes);
    }

    /**
     * An object that was attached.
     *
     * @param handle as {@link Builder#attach} answered
     * @throws IllegalStateException when there is none of that handle and type, naming the call
     */
    public <T> T attachment(long handle, Class<T> type) {
        if (handle < 1
                || handle > attachments.size()
                || !type.isInstance(attachments.get((int) handle - 1))) {
            throw new IllegalStateException(
                    "native coroutine "
                            + name()
                            + " names "
                            + handle
                            + ", which is no handle of a "
                            + type.getSimpleName());
        }
        return type.cast(attachments.get((int) handle - 1));
    }

    /** What a call is made of. Not thread-safe. */
    public static final class Builder {

        private final NativeCoroutines coroutines;
        private final MemorySegment function;
        private final List<NativeRequestHandler> handlers = new ArrayList<>();
        private final List<Object> attachments = new ArrayList<>();
        private MemorySegment argument = MemorySegment.NULL;
        private NativeOptions options = NativeOptions.defaults();

        private Builder(NativeCoroutines coroutines, MemorySegment function) {
            this.coroutines = Objects.requireNonNull(coroutines, "coroutines");
            this.function = Objects.requireNonNull(function, "function");
        }

        /** The second argument of the function; null of C unless told. */
        public Builder argument(MemorySegment argument) {
            this.argument = Objects.requireNonNull(argument, "argument");
            return this;
        }

        /** How it is opened; with defaults unless told. */
        public Builder options(NativeOptions options) {
            this.options = Objects.requireNonNull(options, "options");
            return this;
        }

        /** Who serves its requests; the first that serves a signal gets it. */
        public Builder handler(NativeRequestHandler handler) {
            handlers.add(Objects.requireNonNull(handler, "handler"));
            return this;
        }

        /**
         * Gives the C code a name for an object, such as a channel, for its requests.
         *
         * @return the handle, from 1 on, to be put into its argument
         */
        public long attach(Object object) {
            attachments.add(Objects.requireNonNull(object, "object"));
            return attachments.size();
        }

        /** Makes it. */
        public NativeCall build() {
            return new NativeCall(this);
        }
    }
}
