// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal.nativecode;

import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import org.kcoro.switcher.NativeCoroutine;
import org.kcoro.switcher.NativeCoroutines;
import org.kcoro.switcher.NativeCounters;
import org.kcoro.switcher.NativeOptions;

/** Native coroutines of one owner, with their stacks. */
public final class NativeSpace implements NativeCoroutines {

    private final long defaultStackBytes;
    private final int maxCoroutines;
    private final StackPool pool;

    private volatile boolean closed;

    // Guarded by this.
    private final Set<OpenCoroutine> live = Collections.newSetFromMap(new IdentityHashMap<>());
    private long opened;
    private long ended;
    private long closedBefore;

    public NativeSpace(long defaultStackBytes, int maxCoroutines) {
        this(defaultStackBytes, maxCoroutines, SystemMemory.ofSystem());
    }

    NativeSpace(long defaultStackBytes, int maxCoroutines, SystemMemory memory) {
        this.defaultStackBytes = defaultStackBytes;
        this.maxCoroutines = maxCoroutines;
        this.pool = new StackPool(memory);
    }

    boolean isClosed() {
        return closed;
    }

    StackPool pool() {
        return pool;
    }

    @Override
    public NativeCoroutine open(
            MemorySegment function, MemorySegment argument, NativeOptions options) {
        requireFunction(function, options);
        Objects.requireNonNull(argument, "argument");
        long stackBytes = options.stackBytes() == 0 ? defaultStackBytes : options.stackBytes();
        StackPool.requireStackSize(stackBytes, "the stack of " + nameOf(options) + " has");
        requireRoom(options);
        MemorySegment stack = pool.take(stackBytes);
        boolean done = false;
        try {
            OpenCoroutine coroutine = new OpenCoroutine(this, function, argument, options, stack);
            coroutine.prepare();
            add(coroutine, options);
            done = true;
            return coroutine;
        } finally {
            if (!done) {
                pool.giveBack(stack);
            }
        }
    }

    private static String nameOf(NativeOptions options) {
        return options.name() == null ? "a native coroutine" : "native coroutine " + options.name();
    }

    private static void requireFunction(MemorySegment function, NativeOptions options) {
        if (!function.isNative() || function.address() == 0) {
            throw new IllegalArgumentException(
                    nameOf(options) + " cannot be opened: its function is null, or no function");
        }
        if (!function.scope().isAlive()) {
            throw new IllegalStateException(
                    nameOf(options)
                            + " cannot be opened: the arena of its function was closed; keep the"
                            + " library open as long as its coroutines");
        }
    }

    private synchronized void requireRoom(NativeOptions options) {
        if (closed) {
            throw new IllegalStateException(
                    nameOf(options) + " cannot be opened: the native coroutines were closed");
        }
        if (live.size() >= maxCoroutines) {
            throw new IllegalStateException(
                    nameOf(options)
                            + " cannot be opened: "
                            + maxCoroutines
                            + " are open, the limit; close some, or raise the setting"
                            + " nativeCoroutines (kcoro.nativeCoroutines)");
        }
    }

    private synchronized void add(OpenCoroutine coroutine, NativeOptions options) {
        requireRoom(options);
        live.add(coroutine);
        opened++;
    }

    void ended(OpenCoroutine coroutine) {
        synchronized (this) {
            live.remove(coroutine);
            ended++;
        }
        pool.giveBack(coroutine.stack());
    }

    void closed(OpenCoroutine coroutine) {
        synchronized (this) {
            live.remove(coroutine);
            closedBefore++;
        }
        pool.giveBack(coroutine.stack());
    }

    @Override
    public synchronized NativeCounters counters() {
        return new NativeCounters(opened, ended, closedBefore, pool.made(), pool.mappedBytes());
    }

    @Override
    public void close() {
        List<OpenCoroutine> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(live);
        }
        RuntimeException failure = null;
        for (OpenCoroutine coroutine : left) {
            try {
                coroutine.closeUnlessItRuns();
            } catch (RuntimeException e) {
                // Of its cleanup. It keeps none of the others from theirs.
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        pool.close();
        if (failure != null) {
            throw failure;
        }
    }
}
