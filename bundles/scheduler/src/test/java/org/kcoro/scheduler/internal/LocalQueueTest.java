// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kcoro.port.Port;
import org.kcoro.scheduler.LaunchOptions;
import org.kcoro.scheduler.Machine;
import org.kcoro.scheduler.Rig;
import org.kcoro.scheduler.Seeded;
import org.kcoro.switcher.ContextSwitcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LocalQueueTest {

    private static final ContextSwitcher SWITCHER =
            Machine.single().filter(m -> m.is("continuation")).findFirst().orElseThrow().switcher();

    private final WorkerPool pool =
            new WorkerPool(
                    "queue-test",
                    1,
                    true,
                    Port.system(),
                    new Watch(Port.system(), "queue-test-watch"),
                    (coroutine, failure) -> {});
    private final LocalQueue queue = new LocalQueue();

    @AfterEach
    void close() {
        pool.stop();
    }

    /** Never started: it stands for one that could be. */
    private LaunchedCoroutine<?> coroutine(int id) {
        return new LaunchedCoroutine<>(
                null, pool, SWITCHER, null, LaunchOptions.named("queued " + id), () -> null);
    }

    private static int number(LaunchedCoroutine<?> coroutine) {
        return Integer.parseInt(coroutine.name().substring("queued ".length()));
    }

    @Test
    void anEmptyQueueHasNothing() {
        assertTrue(queue.isEmpty());
        assertNull(queue.poll());
        assertTrue(queue.isEmpty());
    }

    @Test
    void firstInIsFirstOut() {
        List<LaunchedCoroutine<?>> added = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            added.add(coroutine(i));
            assertTrue(queue.offer(added.get(i)));
            assertFalse(queue.isEmpty());
        }
        for (LaunchedCoroutine<?> expected : added) {
            assertSame(expected, queue.poll());
        }
        assertNull(queue.poll());
        assertTrue(queue.isEmpty());
    }

    @Test
    void aFullQueueRefusesUntilSomethingIsTaken() {
        for (int i = 0; i < LocalQueue.CAPACITY; i++) {
            assertTrue(queue.offer(coroutine(i)), "at " + i);
        }
        LaunchedCoroutine<?> next = coroutine(LocalQueue.CAPACITY);
        assertFalse(queue.offer(next));
        assertFalse(queue.offer(next));
        assertEquals(0, number(queue.poll()));
        assertTrue(queue.offer(next));
        assertFalse(queue.offer(next));
        for (int i = 1; i <= LocalQueue.CAPACITY; i++) {
            assertEquals(i, number(queue.poll()));
        }
        assertNull(queue.poll());
    }

    /** Against a plain queue, with many turns of the ring. */
    @RepeatedTest(3)
    void itDoesWhatAQueueDoes() {
        Seeded.run(
                random -> {
                    ArrayDeque<LaunchedCoroutine<?>> model = new ArrayDeque<>();
                    for (int i = 0; i < 20_000; i++) {
                        int burst = random.nextInt(LocalQueue.CAPACITY + 20);
                        boolean adding = random.nextBoolean();
                        for (int k = 0; k < burst % 64; k++) {
                            if (adding) {
                                LaunchedCoroutine<?> added = coroutine(i);
                                boolean fits = model.size() < LocalQueue.CAPACITY;
                                assertEquals(fits, queue.offer(added));
                                if (fits) {
                                    model.add(added);
                                }
                            } else {
                                assertSame(model.poll(), queue.poll());
                            }
                        }
                        assertEquals(model.isEmpty(), queue.isEmpty());
                    }
                });
    }

    /** The owner adds and takes; thieves take: each is taken once, and in order by each taker. */
    @RepeatedTest(3)
    void thievesLoseAndDoubleNothing() throws Exception {
        int count = 300_000;
        int thieves = 3;
        // A few coroutines, used again when they have been taken, as a scheduler does.
        int pool = 2 * LocalQueue.CAPACITY;
        AtomicReferenceArray<LaunchedCoroutine<?>> idle = new AtomicReferenceArray<>(pool);
        for (int i = 0; i < pool; i++) {
            idle.set(i, coroutine(i));
        }
        AtomicIntegerArray taken = new AtomicIntegerArray(pool);
        CountDownLatch end = new CountDownLatch(1);
        List<FutureTask<Long>> stealing = new ArrayList<>();
        for (int i = 0; i < thieves; i++) {
            stealing.add(
                    Rig.thread(
                            "thief",
                            () -> {
                                long sum = 0;
                                while (end.getCount() > 0 || !queue.isEmpty()) {
                                    sum += take(idle, taken);
                                }
                                return sum;
                            }));
        }
        int[] added = new int[pool];
        long ownTakes = 0;
        try {
            for (int i = 0; i < count; ) {
                int index = i % pool;
                LaunchedCoroutine<?> next = idle.getAndSet(index, null);
                if (next != null && queue.offer(next)) {
                    added[index]++;
                    i++;
                    if (i % 3 == 0) {
                        ownTakes += take(idle, taken);
                    }
                } else {
                    // In use still, or no room.
                    if (next != null) {
                        idle.set(index, next);
                    }
                    ownTakes += take(idle, taken);
                }
            }
        } finally {
            end.countDown();
        }
        long takes = ownTakes;
        for (FutureTask<Long> thief : stealing) {
            takes += Rig.get(thief);
        }
        assertNull(queue.poll());
        assertEquals(count, takes);
        for (int i = 0; i < pool; i++) {
            assertEquals(added[i], taken.get(i), "times that number " + i + " was taken");
            assertEquals(i, number(idle.get(i)));
        }
    }

    private int take(AtomicReferenceArray<LaunchedCoroutine<?>> idle, AtomicIntegerArray taken) {
        LaunchedCoroutine<?> coroutine = queue.poll();
        if (coroutine == null) {
            return 0;
        }
        int index = number(coroutine);
        taken.incrementAndGet(index);
        LaunchedCoroutine<?> other = idle.getAndSet(index, coroutine);
        assertNull(other, () -> "taken twice: " + coroutine);
        return 1;
    }
}
