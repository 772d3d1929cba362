// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Where a bare continuation cannot be suspended; the tests run with {@code checkMonitors}. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RefusedSuspensionTest {

    private static final String ALL = "org.kcoro.scheduler.Machine#all";

    private static final class Held {}

    private static Machine continuation(int workers) {
        return Machine.all()
                .filter(m -> m.is("continuation") && m.workers() == workers)
                .findAny()
                .orElseThrow();
    }

    /** Tries every wait there is where it is refused: no waiter is left behind. */
    private static void tryAll(Rig rig, String... parts) throws Exception {
        Mutex mutex = new Mutex("held");
        Semaphore semaphore = new Semaphore("empty", 0);
        Latch latch = new Latch("shut", 1);
        Gate gate = new Gate();
        Coroutine<Void> holder =
                rig.scheduler.launch(
                        LaunchOptions.named("holder").onSwitcher("jdk"),
                        () -> mutex.withLock(() -> await(gate)));
        while (!mutex.isLocked()) {
            Coroutine.yield();
        }
        current.set(
                () -> {
                    refused(mutex::lock, parts);
                    refused(() -> mutex.tryLock(java.time.Duration.ofHours(1)), parts);
                    refused(semaphore::acquire, parts);
                    refused(latch::await, parts);
                    refused(holder::join, parts);
                    refused(() -> Coroutine.sleep(java.time.Duration.ofHours(1)), parts);
                    refused(Coroutine::yield, parts);
                    refused(() -> Parker.await(new CompletableFuture<>()), parts);
                    return null;
                });
        where.call();
        assertEquals(0, mutex.waiting());
        assertEquals(0, semaphore.waiting());
        semaphore.release();
        assertEquals(1, semaphore.availablePermits());
        gate.open();
        holder.join();
        assertFalse(mutex.isLocked());
        // And the coroutine still waits as ever.
        mutex.lock();
        mutex.unlock();
        Coroutine.yield();
    }

    private static Void await(Gate gate) throws InterruptedException {
        gate.await();
        return null;
    }

    private static void refused(org.junit.jupiter.api.function.Executable wait, String... parts) {
        String message = assertThrows(IllegalStateException.class, wait).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "no " + part + " in: " + message);
        }
    }

    private static final AtomicReference<Callable<Void>> current = new AtomicReference<>();
    private static Callable<Void> where;

    private static Void underMonitor() throws Exception {
        synchronized (new Held()) {
            return current.get().call();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void aMonitorIsNamedWithItsFrame(int workers) throws Exception {
        try (Rig rig = new Rig(continuation(workers))) {
            where = RefusedSuspensionTest::underMonitor;
            rig.launch(
                            "careless",
                            () ->
                                    tryAll(
                                            rig,
                                            "careless",
                                            "RefusedSuspensionTest$Held@",
                                            "underMonitor",
                                            "Mutex"))
                    .join();
            assertEquals("alive", rig.in(() -> "alive"));
            assertEquals(workers, rig.liveWorkers());
        }
    }

    /** What the worker or the coroutine itself has left is nobody's business. */
    @ParameterizedTest
    @MethodSource(ALL)
    void withoutAMonitorNothingIsRefused(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Baton baton = new Baton();
            Coroutine<Long> odd = rig.call("odd", () -> playLeaving(baton, 1));
            Coroutine<Long> even = rig.call("even", () -> playLeaving(baton, 0));
            assertEquals(Baton.sumOf(100), odd.join() + even.join());
        }
    }

    private static long playLeaving(Baton baton, int side) throws InterruptedException {
        long sum = 0;
        for (int mine = side; mine < 100; mine += 2) {
            synchronized (new Held()) {
                sum += mine;
            }
            baton.take(mine);
            baton.pass(mine);
        }
        return sum;
    }

    /** Under the other switchers a monitor may be held. */
    @ParameterizedTest
    @MethodSource(ALL)
    void aVirtualThreadMayHoldAMonitor(Machine machine) throws Exception {
        if (machine.is("continuation")) {
            return;
        }
        try (Rig rig = new Rig(machine)) {
            Gate gate = new Gate();
            Coroutine<Integer> holds =
                    rig.call(
                            "holds",
                            () -> {
                                synchronized (new Held()) {
                                    gate.await();
                                    return 7;
                                }
                            });
            gate.open();
            assertEquals(7, holds.join());
        }
    }

    /** Its initialiser waits. */
    private static final class Initialiser {
        static final int VALUE = value();

        private static int value() {
            try {
                current.get().call();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            return 7;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = 2)
    void aClassInitialiserIsNamed(int workers) throws Exception {
        try (Rig rig = new Rig(continuation(workers))) {
            where =
                    () -> {
                        assertEquals(7, Initialiser.VALUE);
                        return null;
                    };
            rig.launch("initialises", () -> tryAll(rig, "initialises", "class initialiser")).join();
            assertEquals("alive", rig.in(() -> "alive"));
        }
    }

    /** The C library's sort calls back into Java, which waits. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aNativeFrameIsNamed(int workers) throws Exception {
        try (Rig rig = new Rig(continuation(workers))) {
            where = RefusedSuspensionTest::belowNative;
            rig.launch("calls C", () -> tryAll(rig, "calls C", "native frame")).join();
            assertEquals("alive", rig.in(() -> "alive"));
        }
    }

    private static boolean called;

    private static int compare(MemorySegment a, MemorySegment b) {
        if (!called) {
            called = true;
            try {
                current.get().call();
            } catch (Exception e) {
                failure = e;
            } catch (AssertionError e) {
                // An upcall that throws ends the JVM.
                failure = e;
            }
        }
        return 0;
    }

    private static Throwable failure;

    private static Void belowNative() throws Exception {
        called = false;
        failure = null;
        Linker linker = Linker.nativeLinker();
        MethodHandle sort =
                linker.downcallHandle(
                        linker.defaultLookup().find("qsort").orElseThrow(),
                        FunctionDescriptor.ofVoid(
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            MethodHandle compare =
                    MethodHandles.lookup()
                            .findStatic(
                                    RefusedSuspensionTest.class,
                                    "compare",
                                    MethodType.methodType(
                                            int.class, MemorySegment.class, MemorySegment.class));
            MemorySegment upcall =
                    linker.upcallStub(
                            compare,
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS),
                            arena);
            sort.invoke(arena.allocate(8), 2L, 4L, upcall);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        assertTrue(called);
        assertEquals(null, failure);
        return null;
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aDeepStackIsSuspendedToo(Machine machine) throws Exception {
        int depth = 2_000;
        try (Rig rig = new Rig(machine)) {
            Gate gate = new Gate();
            Coroutine<Integer> deep = rig.call("deep", () -> recurse(gate, depth));
            Coroutine<Integer> deeper = rig.call("deeper", () -> recurse(gate, depth + 1));
            gate.open();
            assertEquals(depth, deep.join());
            assertEquals(depth + 1, deeper.join());
        }
    }

    private static int recurse(Gate gate, int depth) throws InterruptedException {
        if (depth == 0) {
            gate.await();
            Coroutine.yield();
            return 0;
        }
        return recurse(gate, depth - 1) + 1;
    }
}
