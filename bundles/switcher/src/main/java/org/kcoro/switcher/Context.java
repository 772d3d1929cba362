// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher;

import org.kcoro.switcher.internal.CurrentContext;

/**
 * A body with a stack of its own, which runs in turns.
 *
 * <p>{@link #park} and {@link #unpark} are joined by a gate with three states: <em>empty</em>,
 * <em>notified</em> and <em>parked</em>. An unpark that comes before the park makes the park return
 * at once; any number of unparks before a park count as one.
 *
 * <p>Memory: what a thread did before {@link #start} or {@link #unpark} is visible to the body when
 * it begins or returns from {@link #park}.
 */
public abstract class Context {

    private final ContextOwner owner;

    /** For implementations: a context of an owner. */
    protected Context(ContextOwner owner) {
        this.owner = owner;
    }

    /** The context that the caller runs in, or null outside any. */
    public static Context current() {
        return CurrentContext.get();
    }

    /** The one for whom this context runs. */
    public final ContextOwner owner() {
        return owner;
    }

    /**
     * Hands over the first turn. Called once.
     *
     * @throws IllegalStateException when it was started before
     */
    public abstract void start();

    /**
     * Ends the current turn until {@link #unpark}. Called by the body only. It may return early, so
     * callers look again at what they wait for.
     *
     * @throws IllegalStateException when the body cannot be suspended here (under {@code
     *     continuation}: a native frame or a class initialiser below it)
     */
    public abstract void park();

    /**
     * Ends the current turn and hands over the next one at once. Called by the body only. Leaves
     * the gate as it is.
     *
     * @throws IllegalStateException as {@link #park} does
     */
    public abstract void yield();

    /** Makes the current or the next {@link #park} return. Legal from any thread, at any time. */
    public abstract void unpark();

    /** Whether the body is parked, and nobody has unparked it since. */
    public abstract boolean isParked();

    /**
     * The stack of the body, innermost frame first. Empty before it starts, after its end, and,
     * where the context has no thread of its own, while it runs. Legal from any thread, beside
     * {@link #unpark}.
     */
    public abstract StackTraceElement[] stack();

    /** Whether the body has ended and its last turn has run nothing after it. */
    public abstract boolean hasEnded();
}
