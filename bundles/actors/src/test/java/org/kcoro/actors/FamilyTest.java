// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Dispatcher;
import org.kcoro.scheduler.Latch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Parents and children. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FamilyTest {

    private static final String ALL = "org.kcoro.actors.Machine#all";
    private static final String SINGLE = "org.kcoro.actors.Machine#single";

    private static final IllegalStateException PLANTED = new IllegalStateException("planted");

    private final Queue<String> ends = new ConcurrentLinkedQueue<>();

    private <M> Actor<M> noted(Actor<M> actor) {
        actor.onDone(end -> ends.add(end.actor().path() + " " + end.cause()));
        return actor;
    }

    /** A parent with two children and a grandchild, whose ends are noted. */
    private Actor<Order> family(Rig rig, Supervision supervision) throws Exception {
        CompletableFuture<Boolean> born = new CompletableFuture<>();
        Actor<Order> parent =
                rig.<Order>setup(
                                "p",
                                self -> {
                                    noted(Order.obedient(rig, "a").start(self));
                                    Actor<Order> b =
                                            noted(
                                                    Order.obedient(rig, "b")
                                                            .supervision(Supervision.escalate())
                                                            .start(self));
                                    b.tell(
                                            of -> {
                                                noted(Order.obedient(rig, "c").start(of));
                                                born.complete(true);
                                            });
                                    return Order::run;
                                })
                        .supervision(supervision)
                        .onUndelivered(order -> {})
                        .start(rig.scheduler);
        born.get();
        return noted(parent);
    }

    private void assertEndedBefore(String first, String second) {
        List<String> all = List.copyOf(ends);
        assertTrue(all.contains(first) && all.contains(second), all::toString);
        assertTrue(all.indexOf(first) < all.indexOf(second), all::toString);
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void childrenEndBeforeTheirParent(Machine machine) throws Exception {
        for (Terminated.Cause cause : Terminated.Cause.values()) {
            ends.clear();
            try (Rig rig = new Rig(machine)) {
                Actor<Order> parent = family(rig, Supervision.stop());
                switch (cause) {
                    case STOPPED -> parent.stop();
                    case CANCELLED -> parent.cancel("enough");
                    default ->
                            parent.tell(
                                    self -> {
                                        throw PLANTED;
                                    });
                }
                assertEquals(cause, parent.join().cause());
                String ofChildren = cause == Terminated.Cause.STOPPED ? "STOPPED" : "CANCELLED";
                assertEquals(4, ends.size());
                assertEndedBefore("/p/a " + ofChildren, "/p " + cause);
                assertEndedBefore("/p/b " + ofChildren, "/p " + cause);
                assertEndedBefore("/p/b/c " + ofChildren, "/p/b " + ofChildren);
            }
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aChildThatEscalatesMakesItsParentFail(Machine machine) throws Exception {
        for (Supervision ofParent :
                List.of(Supervision.stop(), Supervision.resume(), Supervision.restart())) {
            ends.clear();
            try (Rig rig = new Rig(machine)) {
                Actor<Order> parent = family(rig, ofParent);
                CompletableFuture<Terminated> ofB = new CompletableFuture<>();
                parent.tell(
                        self -> {
                            @SuppressWarnings("unchecked") // of this family
                            Actor<Order> b = (Actor<Order>) self.children().get(1);
                            b.onDone(ofB::complete);
                            b.tell(
                                    of -> {
                                        throw PLANTED;
                                    });
                        });
                assertSame(PLANTED, ofB.get().failure());
                if (ofParent instanceof Supervision.Stop) {
                    assertSame(PLANTED, parent.join().failure());
                    assertEndedBefore("/p/a CANCELLED", "/p FAILED");
                } else {
                    // Behind the failure, which comes first.
                    CompletableFuture<List<Actor<?>>> children = new CompletableFuture<>();
                    parent.tell(self -> children.complete(self.children()));
                    assertEquals(
                            ofParent instanceof Supervision.Resume ? 1 : 2, children.get().size());
                    parent.cancel("enough");
                    assertEquals(Terminated.Cause.CANCELLED, parent.join().cause());
                }
                assertEndedBefore("/p/b/c CANCELLED", "/p/b FAILED");
                assertEquals(List.of(PLANTED, PLANTED), List.copyOf(rig.failures));
            }
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aChildThatFailsAloneDisturbsNobody(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Actor<Order> parent = noted(Order.obedient(rig, "p").start(rig.scheduler));
            CompletableFuture<Actor<Order>> child = new CompletableFuture<>();
            parent.tell(self -> child.complete(Order.obedient(rig, "c").start(self)));
            child.get()
                    .tell(
                            self -> {
                                throw PLANTED;
                            });
            assertSame(PLANTED, child.get().join().failure());
            CompletableFuture<Actor<Order>> again = new CompletableFuture<>();
            // Its name is free again.
            parent.tell(self -> again.complete(Order.obedient(rig, "c").start(self)));
            assertEquals("/p/c", again.get().path());
            parent.stop();
            assertEquals(Terminated.Cause.STOPPED, parent.join().cause());
        }
    }

    /** The name of a child is free as soon as its end is known. */
    @ParameterizedTest
    @MethodSource(ALL)
    void aChildIsReplacedWhenItsEndIsSeen(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            CompletableFuture<String> done = new CompletableFuture<>();
            Actor<Order> parent = Order.obedient(rig, "p").start(rig.scheduler);
            parent.tell(self -> replace(rig, self, 50, done));
            assertEquals("replaced", done.get());
            parent.stop();
            assertEquals(Terminated.Cause.STOPPED, parent.join().cause());
        }
    }

    private static void replace(
            Rig rig, ActorContext<Order> self, int times, CompletableFuture<String> done) {
        Actor<Order> child = Order.obedient(rig, "c").start(self);
        assertEquals(List.of(child), self.children());
        if (times == 0) {
            done.complete("replaced");
            return;
        }
        self.watch(child, end -> of -> replace(rig, of, times - 1, done));
        child.stop();
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aCancelReachesTheChildrenOfOneThatWaitsForTheirEnd(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Actor<Order> parent = Order.obedient(rig, "p").start(rig.scheduler);
            Latch waits = new Latch("waits", 1);
            CompletableFuture<Actor<Order>> child = new CompletableFuture<>();
            parent.tell(
                    self -> {
                        Actor<Order> c = Order.obedient(rig, "c").start(self);
                        c.tell(
                                of -> {
                                    waits.countDown();
                                    new Latch("never", 1).await();
                                });
                        child.complete(c);
                    });
            waits.await();
            parent.stop();
            child.get().join(java.time.Duration.ZERO);
            parent.cancel("enough");
            assertEquals(Terminated.Cause.CANCELLED, parent.join().cause());
            assertEquals(Terminated.Cause.CANCELLED, child.get().join().cause());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void theWaitForChildrenIsADefiniteOne(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Actor<Order> parent = Order.obedient(rig, "p").start(rig.scheduler);
            parent.tell(
                    self ->
                            Order.obedient(rig, "c")
                                    .start(self)
                                    .tell(of -> new Latch("never", 1).await()));
            parent.stop();
            rig.settle();
            String dump = rig.scheduler.dump(false).toText();
            assertTrue(dump.contains("end: children of actor /p"), dump);
            parent.cancel("enough");
            parent.join();
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aContextIsForItsOwnActor(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Actor<Order> actor = Order.obedient(rig, "p").start(rig.scheduler);
            CompletableFuture<ActorContext<Order>> leaked = new CompletableFuture<>();
            actor.tell(leaked::complete);
            ActorContext<Order> context = leaked.get();
            assertSame(actor, context.self());
            assertEquals(List.of(), context.children());
            IllegalStateException refused =
                    assertThrows(
                            IllegalStateException.class,
                            () -> Order.obedient(rig, "c").start(context));
            assertEquals(
                    "cannot start c: the context of actor /p is for the actor's own coroutine;"
                            + " send it a message instead",
                    refused.getMessage());
            assertThrows(
                    IllegalStateException.class, () -> context.watch(actor, end -> self -> {}));
            assertThrows(IllegalStateException.class, () -> context.unwatch(actor));
            List<Throwable> inside = new ArrayList<>();
            Latch done = new Latch("done", 1);
            actor.tell(
                    self -> {
                        Order.obedient(rig, "c").start(self);
                        inside.add(
                                assertThrows(
                                        IllegalArgumentException.class,
                                        () -> Order.obedient(rig, "c").start(self)));
                        inside.add(
                                assertThrows(
                                        IllegalArgumentException.class,
                                        () -> self.watch(actor, end -> of -> {})));
                        done.countDown();
                    });
            done.await();
            assertEquals(
                    "actor /p has a child c already; names of living children differ",
                    inside.get(0).getMessage());
            actor.stop();
            actor.join();
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aChildMayHaveADispatcherOfItsOwn(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Dispatcher single = rig.scheduler.single("apart");
            Actor<Order> actor = Order.obedient(rig, "p").start(rig.scheduler);
            actor.tell(
                    self ->
                            Order.obedient(rig, "c")
                                    .start(self, single)
                                    .tell(of -> of.self().stop()));
            actor.stop();
            assertEquals(Terminated.Cause.STOPPED, actor.join().cause());
        }
    }
}
