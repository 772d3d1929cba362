// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal.nativecode;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.kcoro.switcher.NativeCoroutinesBuilder;

/**
 * Stacks with guards, by size. They are cut from slabs, and stay ours until {@link #close}: a stack
 * that comes back is the next to be used; the memory of those beyond the first few is given to the
 * system.
 *
 * <pre>
 *  slab:  +-------+---------------+-------+---------------+-------+----
 *         | guard |     stack     | guard |     stack     | guard | …
 *         +-------+---------------+-------+---------------+-------+----
 *                  &lt;- grows down            &lt;- grows down
 * </pre>
 */
public final class StackPool {

    /**
     * One page would do for code that touches its frames in order. A function with a larger frame
     * may step over it, into its neighbour: this many bytes it rather meets.
     */
    static final int GUARD_BYTES = 64 * 1024;

    /** How many stacks of a size keep their memory while they are not used. */
    static final int WARM = 64;

    private static final long SLAB_BYTES = 64L * 1024 * 1024;

    /** A part of the address space. */
    private record Slab(long address, long bytes) {}

    /** Stacks of one size. */
    private static final class SizeClass {
        final long stackBytes;
        final ArrayDeque<MemorySegment> free = new ArrayDeque<>();
        long next;
        long end;

        SizeClass(long stackBytes) {
            this.stackBytes = stackBytes;
        }

        long slotBytes() {
            return GUARD_BYTES + stackBytes;
        }
    }

    private final SystemMemory memory;
    private final Guards guards;

    // Guarded by this.
    private final Map<Long, SizeClass> classes = new HashMap<>();
    private final List<Slab> slabs = new ArrayList<>();
    private long inUse;
    private long made;
    private long mappedBytes;
    private boolean closed;

    StackPool(SystemMemory memory) {
        this.memory = memory;
        this.guards = new Guards(memory);
    }

    /**
     * Checks the size of a stack.
     *
     * @param what begins the message
     * @throws IllegalArgumentException when it is too small or too large
     */
    public static void requireStackSize(long bytes, String what) {
        if (bytes < NativeCoroutinesBuilder.MIN_STACK_BYTES
                || bytes > NativeCoroutinesBuilder.MAX_STACK_BYTES) {
            throw new IllegalArgumentException(
                    what
                            + " "
                            + bytes
                            + "; a native stack has from "
                            + NativeCoroutinesBuilder.MIN_STACK_BYTES
                            + " to "
                            + NativeCoroutinesBuilder.MAX_STACK_BYTES
                            + " bytes");
        }
    }

    /**
     * Takes a stack, of at least a size; whole pages.
     *
     * @throws IllegalStateException when there is no memory for it, or after {@link #close}
     */
    synchronized MemorySegment take(long stackBytes) {
        if (closed) {
            throw new IllegalStateException("the native coroutines were closed");
        }
        long rounded = Math.max(memory.pageBytes(), Long.highestOneBit(stackBytes * 2 - 1));
        SizeClass size = classes.computeIfAbsent(rounded, SizeClass::new);
        MemorySegment stack = size.free.pollFirst();
        if (stack == null) {
            stack = cut(size);
        }
        inUse++;
        return stack;
    }

    /** A stack that was never used. */
    private MemorySegment cut(SizeClass size) {
        if (size.next == size.end) {
            map(size);
        }
        guards.install(size.next, GUARD_BYTES);
        MemorySegment stack = segment(size.next + GUARD_BYTES, size.stackBytes);
        size.next += size.slotBytes();
        made++;
        return stack;
    }

    private void map(SizeClass size) {
        long slots = Math.max(1, SLAB_BYTES / size.slotBytes());
        long bytes = slots * size.slotBytes();
        long address = memory.map(bytes);
        if (address == -1) {
            throw new IllegalStateException(
                    "no memory for native stacks: the system refuses to map "
                            + bytes
                            + " bytes; see the limits of address space (ulimit -v),"
                            + " vm.overcommit_memory and vm.max_map_count");
        }
        // Refused by kernels without huge pages, where it is not needed.
        memory.advise(address, bytes, SystemMemory.NO_HUGE_PAGE);
        slabs.add(new Slab(address, bytes));
        mappedBytes += bytes;
        size.next = address;
        size.end = address + bytes;
    }

    @SuppressWarnings("restricted") // there is a library, so access was asked for
    private static MemorySegment segment(long address, long bytes) {
        return MemorySegment.ofAddress(address).reinterpret(bytes);
    }

    /** Gives a stack back. */
    synchronized void giveBack(MemorySegment stack) {
        inUse--;
        if (closed) {
            unmapAtTheEnd();
            return;
        }
        SizeClass size = classes.get(stack.byteSize());
        if (size.free.size() >= WARM) {
            memory.advise(stack.address(), stack.byteSize(), SystemMemory.DONT_NEED);
            size.free.addLast(stack);
        } else {
            size.free.addFirst(stack);
        }
    }

    /** Hands out no more, and gives all memory back with the last stack. */
    synchronized void close() {
        if (!closed) {
            closed = true;
            unmapAtTheEnd();
        }
    }

    private void unmapAtTheEnd() {
        if (inUse == 0) {
            slabs.forEach(slab -> memory.unmap(slab.address(), slab.bytes()));
            slabs.clear();
            classes.clear();
            mappedBytes = 0;
        }
    }

    /** How many stacks were cut. */
    synchronized long made() {
        return made;
    }

    /** How many are taken. */
    synchronized long inUse() {
        return inUse;
    }

    /** How much address space they have. */
    synchronized long mappedBytes() {
        return mappedBytes;
    }

    /** Whether guards are mappings of their own here. */
    synchronized boolean guardsAreByProtection() {
        return guards.areByProtection();
    }
}
