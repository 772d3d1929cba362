// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Deadlocks are found, and nothing else is called one. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeadlockTest {

    private static final String ALL = "org.kcoro.scheduler.Machine#all";
    private static final String SINGLE = "org.kcoro.scheduler.Machine#single";

    private static final Duration HOUR = Duration.ofHours(1);

    /** With one worker: the names in the deadlocks once all have come to where they wait. */
    private static Set<String> deadlocked(Rig rig, List<? extends Coroutine<?>> waiting)
            throws Exception {
        rig.settle();
        rig.settle();
        for (Coroutine<?> each : waiting) {
            assertEquals(CoroutineState.PARKED, each.state(), each::toString);
            assertTrue(each.waitReason().definite(), each::toString);
        }
        return names(rig.scheduler.dump(false));
    }

    private static Set<String> names(CoroutineDump dump) {
        Set<String> names = new HashSet<>();
        for (List<CoroutineDump.Key> cycle : dump.deadlocks()) {
            for (CoroutineDump.Key key : cycle) {
                dump.coroutines().stream()
                        .filter(entry -> entry.key().equals(key))
                        .forEach(entry -> names.add(entry.name()));
            }
        }
        return names;
    }

    private static void hold(Mutex first, Latch both, Mutex second, Duration timeout)
            throws Exception {
        first.lock();
        try {
            both.countDown();
            both.await();
            if (timeout == null) {
                second.lock();
                second.unlock();
            } else if (second.tryLock(timeout)) {
                second.unlock();
            }
        } finally {
            first.unlock();
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void twoMutexesInOppositeOrder(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Mutex a = new Mutex("a");
            Mutex b = new Mutex("b");
            Latch both = new Latch("both", 2);
            Coroutine<Void> one = rig.launch("one", () -> hold(a, both, b, null));
            Coroutine<Void> two = rig.launch("two", () -> hold(b, both, a, null));
            Coroutine<Void> behind =
                    rig.launch(
                            "behind",
                            () -> {
                                both.await();
                                a.withLock(() -> null);
                            });
            assertEquals(Set.of("one", "two"), awaitDeadlock(rig));
            String text = rig.scheduler.dump(false).toText();
            assertTrue(text.contains("DEADLOCK: "), text);
            one.cancel();
            two.join();
            assertEquals(CoroutineState.CANCELLED, Rig.ended(one));
            behind.join();
            assertEquals(List.of(), rig.scheduler.dump(false).deadlocks());
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aCycleOfJoins(Machine machine) throws Exception {
        int count = 5;
        try (Rig rig = new Rig(machine)) {
            List<AtomicReference<Coroutine<Void>>> ring = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ring.add(new AtomicReference<>());
            }
            Gate gate = new Gate();
            List<Coroutine<Void>> coroutines = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                AtomicReference<Coroutine<Void>> next = ring.get((i + 1) % count);
                coroutines.add(
                        rig.launch(
                                "joins " + i,
                                () -> {
                                    gate.await();
                                    next.get().join();
                                }));
                ring.get(i).set(coroutines.get(i));
            }
            gate.open();
            assertEquals(
                    Set.of("joins 0", "joins 1", "joins 2", "joins 3", "joins 4"),
                    awaitDeadlock(rig));
            coroutines.forEach(Coroutine::cancel);
            for (Coroutine<Void> each : coroutines) {
                Rig.ended(each);
            }
            rig.reports.clear(); // One may have found the next one cancelled.
        }
    }

    private static Set<String> awaitDeadlock(Rig rig) {
        while (true) {
            Set<String> names = names(rig.scheduler.dump(false));
            if (!names.isEmpty()) {
                return names;
            }
            Thread.yield();
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aScopeThatHoldsWhatItsChildWaitsFor(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Mutex mutex = new Mutex("of the owner");
            Coroutine<Void> owner =
                    rig.call(
                            "owner",
                            () ->
                                    mutex.withLock(
                                            () ->
                                                    Scope.run(
                                                            rig.scheduler,
                                                            "stuck",
                                                            scope -> {
                                                                scope.launch(
                                                                        "child",
                                                                        () ->
                                                                                mutex.withLock(
                                                                                        () ->
                                                                                                null));
                                                                return null;
                                                            })));
            assertEquals(Set.of("owner", "child"), awaitDeadlock(rig));
            owner.cancel();
            assertEquals(CoroutineState.CANCELLED, Rig.ended(owner));
        }
    }

    /** Time ends these by itself. */
    @ParameterizedTest
    @MethodSource(SINGLE)
    void noneIsClaimedWhereTimeEndsAWait(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Mutex a = new Mutex("a");
            Mutex b = new Mutex("b");
            Latch both = new Latch("both", 2);
            Coroutine<Void> timed = rig.launch("timed", () -> hold(a, both, b, HOUR));
            Coroutine<Void> other = rig.launch("other", () -> hold(b, both, a, null));
            assertEquals(Set.of(), deadlocked(rig, List.of(timed, other)));
            timed.cancel();
            other.join();

            Latch again = new Latch("again", 2);
            try (CancellationToken hour = rig.scheduler.timeout(null, HOUR);
                    CancellationToken child = hour.child()) {
                Coroutine<Void> under =
                        rig.scheduler.launch(
                                LaunchOptions.named("under").under(child),
                                () -> hold(a, again, b, null));
                Coroutine<Void> alone = rig.launch("alone", () -> hold(b, again, a, null));
                assertEquals(Set.of(), deadlocked(rig, List.of(under, alone)));
                hour.cancel("enough");
                alone.join();
                assertEquals(CoroutineState.CANCELLED, Rig.ended(under));
            }
            Coroutine<Void> scoped =
                    rig.call(
                            "scoped",
                            () ->
                                    a.withLock(
                                            () ->
                                                    Scope.run(
                                                            rig.scheduler,
                                                            "timed",
                                                            HOUR,
                                                            scope -> {
                                                                scope.launch(
                                                                        "child",
                                                                        () ->
                                                                                a.withLock(
                                                                                        () ->
                                                                                                null));
                                                                return null;
                                                            })));
            assertEquals(Set.of(), deadlocked(rig, List.of(scoped)));
            scoped.cancel();
            Rig.ended(scoped);
        }
    }

    /** As channels wait: somebody else may end it. */
    @ParameterizedTest
    @MethodSource(SINGLE)
    void noneIsClaimedWhereOwnersAreOnlyPossible(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            AtomicReference<Coroutine<?>> one = new AtomicReference<>();
            AtomicReference<Coroutine<?>> two = new AtomicReference<>();
            Gate start = new Gate();
            one.set(rig.launch("one", () -> await(start, possible(two))));
            two.set(rig.launch("two", () -> await(start, possible(one))));
            start.open();
            rig.settle();
            CoroutineDump dump = rig.scheduler.dump(false);
            assertEquals(List.of(), dump.deadlocks());
            assertEquals(2, dump.coroutines().stream().filter(e -> !e.owners().isEmpty()).count());
            assertTrue(dump.toText().contains("perhaps by"), dump::toText);
            assertTrue(dump.toDot().contains("dashed"), dump::toDot);
        }
    }

    /** Between the hand-over of a lock and the wake-up behind it. */
    @ParameterizedTest
    @MethodSource(SINGLE)
    void noneIsClaimedOfOneThatOwnsWhatItWaitsFor(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            AtomicReference<Coroutine<?>> handed = new AtomicReference<>();
            Gate start = new Gate();
            WaitReason reason =
                    new WaitReason("lock", "mutex m", true, () -> List.of(handed.get()));
            handed.set(rig.launch("handed", () -> await(start, reason)));
            rig.launch("behind", () -> await(start, reason));
            start.open();
            rig.settle();
            CoroutineDump dump = rig.scheduler.dump(false);
            assertEquals(List.of(), dump.deadlocks(), dump::toText);
            assertEquals(1, dump.coroutines().stream().filter(e -> !e.owners().isEmpty()).count());
        }
    }

    private static WaitReason possible(AtomicReference<Coroutine<?>> peer) {
        return new WaitReason("receive", "channel c", false, () -> List.of(peer.get()));
    }

    private static void await(Gate start, WaitReason reason) throws InterruptedException {
        start.await();
        Parker parker = Parker.current();
        while (true) {
            parker.checkStop();
            parker.park(reason);
        }
    }

    /** Owners are asked of somebody else's code. */
    @ParameterizedTest
    @MethodSource(SINGLE)
    void aReasonThatFailsHarmsNoDump(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Gate start = new Gate();
            WaitReason failing =
                    new WaitReason(
                            "wait",
                            "badly",
                            true,
                            () -> {
                                throw new IllegalStateException("on purpose");
                            });
            rig.launch("waits badly", () -> await(start, failing));
            start.open();
            rig.settle();
            CoroutineDump dump = rig.scheduler.dump(true);
            assertEquals(List.of(), dump.coroutines().get(0).owners());
            assertEquals(failing, dump.coroutines().get(0).waitReason());
        }
    }

    /** Locks are taken in order: there is none, whatever a dump sees of it. */
    @ParameterizedTest
    @MethodSource(ALL)
    void noneIsClaimedInAStorm(Machine machine) {
        int dumps = Effort.of(machine.is("virtual-thread") ? 2_500 : 500, 20_000);
        Seeded.run(
                random -> {
                    try (Rig rig = new Rig(machine)) {
                        List<Mutex> mutexes = new ArrayList<>();
                        for (int i = 0; i < 4; i++) {
                            mutexes.add(new Mutex("m" + i));
                        }
                        AtomicBoolean stop = new AtomicBoolean();
                        List<Coroutine<Void>> storm = new ArrayList<>();
                        for (int i = 0; i < 8; i++) {
                            SplittableRandom own = random.split();
                            storm.add(rig.launch("storm", () -> storm(rig, mutexes, stop, own)));
                        }
                        try {
                            for (int i = 0; i < dumps; i++) {
                                CoroutineDump dump = rig.scheduler.dump(false);
                                assertEquals(List.of(), dump.deadlocks(), dump::toText);
                            }
                        } finally {
                            stop.set(true);
                        }
                        for (Coroutine<Void> each : storm) {
                            each.join();
                        }
                    }
                });
    }

    private static void storm(
            Rig rig, List<Mutex> mutexes, AtomicBoolean stop, SplittableRandom random)
            throws Exception {
        while (!stop.get()) {
            int low = random.nextInt(3);
            int high = low + 1 + random.nextInt(3 - low);
            mutexes.get(low)
                    .withLock(
                            () ->
                                    mutexes.get(high)
                                            .withLock(
                                                    () -> {
                                                        if (random.nextInt(4) == 0) {
                                                            rig.launch("joined", () -> {}).join();
                                                        }
                                                        Coroutine.yield();
                                                        return null;
                                                    }));
            Coroutine.yield();
        }
    }
}
