// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher;

import java.lang.foreign.MemorySegment;

/**
 * A C function that runs on a stack of its own, in parts: {@link #resume} runs it until it yields
 * or returns.
 *
 * <p>Thread-safety: at each moment one thread at most resumes it. That is checked: whoever comes
 * second gets an {@link IllegalStateException}, and nothing has happened. Unless it is pinned it
 * may be resumed by another thread each time, platform or virtual. What a thread did before a
 * resume is visible to the C code in it, and what the C code did before a yield to whoever saw that
 * resume return, or resumes next.
 *
 * <p>A resume keeps its thread until the C code yields; a virtual thread keeps its carrier. It
 * cannot be interrupted or cancelled meanwhile.
 */
public interface NativeCoroutine extends AutoCloseable {

    /** Where it is in its life. */
    enum State {
        /** It can be resumed: it is new, or has yielded. */
        SUSPENDED,
        /** A thread is in {@link #resume}. */
        RUNNING,
        /** The function has returned. */
        ENDED,
        /** It was closed before its function returned. */
        CLOSED
    }

    /** The {@link #signal} of an ordinary yield: {@code KC_YIELD} of the C header. */
    long YIELD = 0;

    /** The {@link #signal} of one that has ended: {@code KC_ENDED} of the C header. */
    long ENDED = -1;

    /**
     * The name of its options; without one that of the C function, where its library tells, else
     * its address.
     */
    String name();

    /** Its state; already past when the caller reads it, unless the caller alone resumes it. */
    State state();

    /** Whether its function has returned. */
    default boolean hasEnded() {
        return state() == State.ENDED;
    }

    /**
     * Runs it until it yields or returns. When it returns, its stack goes back to the pool.
     *
     * @param value what the yield that suspended it returns to the C code, or the third argument of
     *     the function at the first resume
     * @return what it yielded, or what the function returned; {@link #signal} tells which
     * @throws IllegalStateException when it runs, has ended, or was closed; when the arena of its
     *     function was closed; when it is pinned, and this is not its thread. The message names it
     * @throws WrongThreadException when the arena of its function is confined to another thread
     */
    long resume(long value);

    /**
     * What the last yield meant: {@link #YIELD}, {@link #ENDED}, or a request of the C code. For
     * whoever resumes it.
     */
    long signal();

    /**
     * Memory that the C code has named by an address in what it yielded, such as a structure on its
     * stack. Nobody checks that there is any: the C code must be right. For whoever resumes it,
     * until the next resume. Once the coroutine is closed, by whomever, an access is an {@link
     * IllegalStateException}.
     *
     * @throws IllegalStateException when the address is null, or the coroutine is not suspended
     */
    MemorySegment memory(long address, long bytes);

    /**
     * Gives its stack back without running it any further: C code that waits in a yield never
     * returns from it, so what it holds stays as it is, and is the business of the cleanup of its
     * options. Idempotent; without effect once it has ended.
     *
     * @throws IllegalStateException when it runs; it can be closed when that resume has returned
     */
    @Override
    void close();
}
