// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal.nativecode;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Stacks: their guards, which are tried, their sizes, and what becomes of their memory. */
class StackPoolTest {

    private static final long STACK = 64 * 1024;

    private final PlantedMemory memory = new PlantedMemory();
    private final StackPool pool = new StackPool(memory);

    private void assertGuarded(MemorySegment stack) {
        long guard = stack.address() - StackPool.GUARD_BYTES;
        for (long at = guard; at < stack.address(); at += memory.pageBytes()) {
            assertTrue(memory.faults(at));
        }
        assertFalse(memory.faults(stack.address()));
        assertFalse(memory.faults(stack.address() + stack.byteSize() - 400));
        stack.fill((byte) 0x5a);
    }

    @Test
    void aStackHasAGuardBelowIt() {
        List<MemorySegment> stacks = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            stacks.add(pool.take(STACK));
        }
        stacks.forEach(this::assertGuarded);
        assertEquals(1, memory.maps);
        stacks.forEach(pool::giveBack);
        pool.close();
        assertEquals(memory.maps, memory.unmaps);
    }

    @Test
    void itIsRoundedUpToAPowerOfTwo() {
        assertEquals(STACK, pool.take(STACK).byteSize());
        assertEquals(STACK, pool.take(STACK - 1).byteSize());
        assertEquals(2 * STACK, pool.take(STACK + 1).byteSize());
        assertEquals(64L << 20, pool.take(64L << 20).byteSize());
        assertEquals(0, pool.take(STACK).address() % 64);
    }

    /** As kernels before 6.13. */
    @Test
    void whereGuardsAreNotKnownMemoryIsProtected() {
        memory.guardAnswer = -1;
        assertGuarded(pool.take(STACK));
        assertGuarded(pool.take(STACK));
        assertTrue(pool.guardsAreByProtection());
        assertEquals(2, memory.protects);
    }

    /** As an old emulator does. */
    @Test
    void aGuardThatDoesNotFaultIsNotBelieved() {
        memory.guardAnswer = 0;
        assertGuarded(pool.take(STACK));
        assertTrue(pool.guardsAreByProtection());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void aStackWithoutAGuardIsRefused(int protectAnswer) {
        memory.guardAnswer = 0;
        memory.protectAnswer = protectAnswer;
        String message =
                assertThrows(IllegalStateException.class, () -> pool.take(STACK)).getMessage();
        assertTrue(message.contains("no guard"), message);
        assertEquals(0, pool.inUse());
        memory.protectAnswer = null;
        assertGuarded(pool.take(STACK));
    }

    @Test
    void memoryThatIsNotThereIsSaid() {
        memory.mapsLeft = 0;
        String message =
                assertThrows(IllegalStateException.class, () -> pool.take(STACK)).getMessage();
        assertTrue(message.contains("vm.max_map_count"), message);
        memory.mapsLeft = 1;
        assertGuarded(pool.take(STACK));
    }

    @Test
    void theLastThatCameBackIsTheNext() {
        MemorySegment first = pool.take(STACK);
        MemorySegment second = pool.take(STACK);
        assertNotEquals(first.address(), second.address());
        pool.giveBack(first);
        pool.giveBack(second);
        assertEquals(second.address(), pool.take(STACK).address());
        assertEquals(first.address(), pool.take(STACK).address());
        assertEquals(2, pool.made());
    }

    @Test
    void onlyTheFirstThatComeBackKeepTheirMemory() {
        List<MemorySegment> stacks = new ArrayList<>();
        Set<Long> addresses = new HashSet<>();
        for (int i = 0; i < 2 * StackPool.WARM; i++) {
            stacks.add(pool.take(STACK));
            stacks.get(i).fill((byte) 1);
            addresses.add(stacks.get(i).address());
        }
        stacks.forEach(pool::giveBack);
        assertEquals(StackPool.WARM, memory.givenBack);
        int zero = 0;
        for (int i = 0; i < 2 * StackPool.WARM; i++) {
            MemorySegment stack = pool.take(STACK);
            assertTrue(addresses.remove(stack.address()));
            zero += stack.get(ValueLayout.JAVA_BYTE, 0) == 0 ? 1 : 0;
            assertGuarded(stack);
        }
        assertEquals(StackPool.WARM, zero);
    }

    @Test
    void theMemoryGoesWithTheLastStack() {
        MemorySegment first = pool.take(STACK);
        MemorySegment second = pool.take(4 * STACK);
        assertTrue(pool.mappedBytes() > 0);
        pool.giveBack(first);
        pool.close();
        assertThrows(IllegalStateException.class, () -> pool.take(STACK));
        assertEquals(0, memory.unmaps);
        second.fill((byte) 1);
        pool.giveBack(second);
        assertEquals(2, memory.unmaps);
        assertEquals(0, pool.mappedBytes());
        pool.close();
        assertEquals(2, memory.unmaps);
    }
}
