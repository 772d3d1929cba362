// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

/**
 * Does what C code asks for: a {@link NativeCall} whose C code yields a signal hands it to the
 * handler that serves it. In a container a handler is a service. Called by any coroutine.
 */
public interface NativeRequestHandler {

    /** Whether it serves a signal of the C header; always the same answer. */
    boolean serves(long signal);

    /** Begins to serve a call, at its first such request. */
    Session open(NativeCall call);

    /** Serves one call; used by its coroutine alone. */
    interface Session extends AutoCloseable {

        /**
         * Does what was asked. It may wait, as any coroutine may: the C code is suspended
         * meanwhile.
         *
         * @param signal which request
         * @param value what the C code yielded with it, such as the address of a structure on its
         *     stack, which stays where it is until the answer
         * @return what the yield returns to the C code
         * @throws Exception when the call cannot go on: its coroutine fails with it, and the C code
         *     is closed where it is. What C code should know of is an answer instead
         */
        long handle(long signal, long value) throws Exception;

        /** The call has ended, or was closed. Gives back what the C code still holds. */
        @Override
        default void close() {}
    }
}
