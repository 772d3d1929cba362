// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal.nativecode;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Locale;

import org.kcoro.switcher.NativeCoroutine;
import org.kcoro.switcher.NativeOptions;

/**
 * A native coroutine. Its state says who may touch its stack: whoever changes it from SUSPENDED to
 * RUNNING or CLOSED, and nobody else, until they change it back.
 */
final class OpenCoroutine implements NativeCoroutine {

    private static final State[] STATES = State.values();
    private static final int SUSPENDED = State.SUSPENDED.ordinal();
    private static final int RUNNING = State.RUNNING.ordinal();
    private static final int HAS_ENDED = State.ENDED.ordinal();
    private static final int CLOSED = State.CLOSED.ordinal();

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(OpenCoroutine.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final NativeSpace space;
    private final MemorySegment function;

    /** Kept reachable for the C code. */
    private final MemorySegment argument;

    private final NativeOptions options;
    private final MemorySegment stack;
    private final long self;
    private final boolean pinned;

    /** Whether nobody can close the arena of the function; then a resume need not keep it open. */
    private final boolean alwaysThere;

    private volatile String name;

    /** Of what was named to Java; null until something was. Guarded by this. */
    private Arena views;

    private int state = SUSPENDED;

    // Of the one that resumes.
    private long signal;
    private boolean started;
    private long thread;

    OpenCoroutine(
            NativeSpace space,
            MemorySegment function,
            MemorySegment argument,
            NativeOptions options,
            MemorySegment stack) {
        this.space = space;
        this.function = function;
        this.argument = argument;
        this.options = options;
        this.stack = stack;
        this.self = ControlBlock.of(stack);
        this.pinned = options.pinned();
        this.alwaysThere = function.scope().equals(Arena.global().scope());
        this.name = options.name();
    }

    /** Makes its first frame. */
    void prepare() {
        try {
            NativeSwitch.prepare(self, function, argument);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    this + " cannot be opened: the arena of its function or argument is closed", e);
        }
    }

    MemorySegment stack() {
        return stack;
    }

    @Override
    public String name() {
        String known = name;
        if (known == null) {
            known = EntryName.of(function.address());
            name = known;
        }
        return known;
    }

    @Override
    public State state() {
        return STATES[(int) STATE.getAcquire(this)];
    }

    @Override
    public long resume(long value) {
        if (!STATE.compareAndSet(this, SUSPENDED, RUNNING)) {
            throw refused("resumed");
        }
        if (space.isClosed()) {
            STATE.setRelease(this, SUSPENDED);
            closeUnlessItRuns();
            throw refused("resumed");
        }
        long answer;
        try {
            if (pinned) {
                requireItsThread();
            }
            answer =
                    alwaysThere
                            ? NativeSwitch.resume(self, value)
                            : NativeSwitch.resume(self, value, function);
        } catch (RuntimeException | Error e) {
            // The call has not begun: C code throws nothing.
            STATE.setRelease(this, SUSPENDED);
            throw explained(e);
        }
        long meant = ControlBlock.signal(self);
        signal = meant;
        if (meant == ENDED) {
            end();
        } else {
            STATE.setRelease(this, SUSPENDED);
            if (space.isClosed()) {
                closeUnlessItRuns();
            }
        }
        return answer;
    }

    private void requireItsThread() {
        long current = NativeSwitch.thread();
        if (!started) {
            started = true;
            thread = current;
        } else if (thread != current) {
            throw new IllegalStateException(
                    "native coroutine "
                            + name()
                            + " is pinned to the thread that resumed it first, and cannot be"
                            + " resumed on another; resume it there, or open it without"
                            + " onOneThread");
        }
    }

    private RuntimeException explained(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        if (!function.scope().isAlive()) {
            return new IllegalStateException(
                    "native coroutine "
                            + name()
                            + " cannot be resumed: the arena of its function was closed; close the"
                            + " coroutine first",
                    thrown);
        }
        return (RuntimeException) thrown;
    }

    private void end() {
        STATE.setRelease(this, HAS_ENDED);
        closeViews();
        space.ended(this);
    }

    @Override
    public long signal() {
        return signal;
    }

    @Override
    @SuppressWarnings("restricted") // there is a library, so access was asked for
    public synchronized MemorySegment memory(long address, long bytes) {
        if (address == 0) {
            throw new IllegalStateException("native coroutine " + name() + " names a null pointer");
        }
        if (state() != State.SUSPENDED) {
            throw refused("looked into");
        }
        if (views == null) {
            views = Arena.ofShared();
        }
        return MemorySegment.ofAddress(address).reinterpret(bytes, views, null);
    }

    /** Behind the last change of state: nobody sees the memory of a stack that is given back. */
    private synchronized void closeViews() {
        if (views != null) {
            views.close();
        }
    }

    @Override
    public void close() {
        if (!closeUnlessItRuns()) {
            throw refused("closed");
        }
    }

    /** False when it runs, and stays open. */
    boolean closeUnlessItRuns() {
        if (!STATE.compareAndSet(this, SUSPENDED, CLOSED)) {
            return state() != State.RUNNING;
        }
        closeViews();
        space.closed(this);
        if (options.cleanup() != null) {
            options.cleanup().run();
        }
        return true;
    }

    private IllegalStateException refused(String what) {
        String why =
                switch (state()) {
                    case ENDED -> "its function has returned";
                    case CLOSED -> "it was closed";
                    // Or it was, in the moment that it was asked.
                    default -> "another thread resumes it; wait until that resume has returned";
                };
        return new IllegalStateException(
                "native coroutine " + name() + " cannot be " + what + ": " + why);
    }

    @Override
    public String toString() {
        return "native coroutine " + name() + " (" + state().name().toLowerCase(Locale.ROOT) + ")";
    }
}
