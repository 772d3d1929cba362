// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal.nativecode;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The calls into the library. Ordinary downcalls: the contract of a critical one forbids what a
 * coroutine does, and a collection would wait for it.
 */
final class NativeSwitch {

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    // Constants, so that the compiler sees through them.
    private static final MethodHandle RESUME =
            link(
                    SwitcherLibrary.ofSystem().function("kc_resume"),
                    FunctionDescriptor.of(LONG, LONG, LONG));
    private static final MethodHandle RESUME_IN_ARENA =
            link(
                    SwitcherLibrary.ofSystem().function("kc_resume"),
                    FunctionDescriptor.of(LONG, LONG, LONG, ValueLayout.ADDRESS));
    private static final MethodHandle PREPARE =
            link(
                    SwitcherLibrary.ofSystem().function("kc_prepare"),
                    FunctionDescriptor.ofVoid(LONG, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
    private static final MethodHandle THREAD =
            link(
                    Linker.nativeLinker().defaultLookup().findOrThrow("pthread_self"),
                    FunctionDescriptor.of(LONG));

    private NativeSwitch() {}

    @SuppressWarnings("restricted") // there is a library, so access was asked for
    private static MethodHandle link(MemorySegment function, FunctionDescriptor type) {
        return Linker.nativeLinker().downcallHandle(function, type);
    }

    /**
     * Runs a coroutine until it yields or ends.
     *
     * @param self the address of its control block
     */
    static long resume(long self, long value) {
        try {
            return (long) RESUME.invokeExact(self, value);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The same, where the arena of its function may be closed.
     *
     * @param function its function, which the library ignores: as an argument it keeps its arena
     *     open for the time of the call, or makes the call fail before it begins
     * @throws IllegalStateException when the arena of the function is closed; nothing has happened
     * @throws WrongThreadException when it is confined to another thread; nothing has happened
     */
    static long resume(long self, long value, MemorySegment function) {
        try {
            return (long) RESUME_IN_ARENA.invokeExact(self, value, function);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes a control block and the first frame below it. */
    static void prepare(long self, MemorySegment function, MemorySegment argument) {
        try {
            PREPARE.invokeExact(self, function, argument);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** What tells the thread of the operating system from all others that live. */
    static long thread() {
        try {
            return (long) THREAD.invokeExact();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
