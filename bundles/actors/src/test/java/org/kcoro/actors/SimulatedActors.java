// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

import org.kcoro.port.Port;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.scheduler.WaitReason;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A parent and a child actor on a simulated machine, a watcher, and coroutines that tell and ask,
 * are cancelled, stop and cancel the actors, while bodies fail and are restarted, as random numbers
 * will have it. It checks itself: a message that was sent is handled once or undelivered once, one
 * that was not sent is neither; those of one sender stay in order; every ask ends, and with the
 * answer only if that was given; each action at an end runs once, also one that comes late.
 */
final class SimulatedActors {

    private static final int MAX_PEERS = 3;
    private static final int MAX_OPERATIONS = 5;

    /** Messages are numbered so that their sender shows. */
    private static final int SENDER_STEP = 100;

    /** A few steps of the machine, so that everything meets. */
    private static final int MAX_WAIT_NANOS = 2_000;

    private static final Duration PATIENCE = Duration.ofHours(1);
    private static final WaitReason PAUSE = new WaitReason("pause", "simulated actors");

    /** A message; the answer is its number. */
    record Message(int number, ReplyTo<Integer> replyTo) {}

    private final Port port;
    private final Scheduler scheduler;
    private final SplittableRandom random;
    private final UnaryOperator<Actor<Message>> wrapper;
    private final List<Throwable> unseen = new ArrayList<>();
    private final List<Coroutine<?>> coroutines = new ArrayList<>();
    private final List<Integer> sent = new ArrayList<>();
    private final List<Integer> kept = new ArrayList<>();
    private final List<Integer> handled = new ArrayList<>();
    private final List<Integer> undelivered = new ArrayList<>();
    private final List<CompletableFuture<Integer>> futures = new ArrayList<>();

    /** How often each action at an end has run. */
    private final List<int[]> actions = new ArrayList<>();

    private int bodiesMade;
    private int bodiesStopped;
    private int endsSeen;

    private SimulatedActors(Port port, Machine machine, UnaryOperator<Actor<Message>> wrapper) {
        this.port = port;
        this.wrapper = wrapper;
        random = new SplittableRandom(port.nextRandom());
        scheduler =
                Scheduler.builder()
                        .name("simulated")
                        .port(port)
                        .switcher(machine.switcher())
                        .workers(machine.workers())
                        .failureHandler((coroutine, failure) -> unseen.add(failure))
                        .build();
    }

    /**
     * Runs the program that a port's random numbers describe.
     *
     * @param wrapper of the actor that is told and asked; may plant a fault
     */
    static void run(Port port, Machine machine, UnaryOperator<Actor<Message>> wrapper)
            throws Exception {
        new SimulatedActors(port, machine, wrapper).run();
    }

    private synchronized void note(List<Integer> list, int number) {
        list.add(number);
    }

    private void run() throws Exception {
        Actor<Message> actor = wrapper.apply(start());
        Actor<Terminated> watcher = watcherOf(actor);
        int peers = 1 + random.nextInt(MAX_PEERS);
        for (int i = 0; i < peers; i++) {
            launchSender(i, actor);
        }
        int actionsAtEnd = random.nextInt(4);
        for (int i = 0; i < actionsAtEnd; i++) {
            later("adds-action", () -> addAction(actor));
        }
        if (random.nextBoolean()) {
            Coroutine<?> victim = coroutines.get(random.nextInt(coroutines.size()));
            later("cancels-one", victim::cancel);
        }
        if (random.nextInt(3) > 0) {
            later("stops", actor::stop);
        }
        if (random.nextInt(3) > 0) {
            later("cancels", () -> actor.cancel("planned"));
        }
        for (Coroutine<?> coroutine : List.copyOf(coroutines)) {
            awaitEnd(coroutine);
        }
        // For those programs that have not ended it.
        actor.stop();
        assertTrue(actor.join() != null, "no end of the actor");
        addAction(actor);
        assertEquals(Terminated.Cause.STOPPED, watcher.join().cause());
        assertEquals(List.of(), scheduler.shutdown(PATIENCE), "left after shutdown");
        check(actor);
    }

    private Actor<Message> start() {
        int mailbox = random.nextInt(4);
        Supervision.Restart restart =
                Supervision.restart()
                        .backoff(
                                Duration.ofNanos(random.nextInt(MAX_WAIT_NANOS)),
                                Duration.ofNanos(MAX_WAIT_NANOS))
                        .jitter(random.nextDouble())
                        .limit(1 + random.nextInt(4), PATIENCE);
        Supervision supervision =
                switch (random.nextInt(4)) {
                    case 0 -> Supervision.resume();
                    case 1 -> Supervision.stop();
                    default -> restart;
                };
        SplittableRandom own = random.split();
        return Actor.<Message>setup("parent", self -> new Body(own))
                .mailbox(
                        box ->
                                switch (mailbox) {
                                    case 0 -> box.rendezvous();
                                    case 1 -> box.unlimited();
                                    default -> box.buffered(mailbox - 1);
                                })
                .supervision(supervision)
                .port(port)
                .onFailure((actor, failure) -> {})
                .onUndelivered(message -> note(undelivered, message.number))
                .start(scheduler);
    }

    /** Answers, waits, fails, and has a child whose failures it shares. */
    private final class Body implements ActorBody<Message> {

        private final SplittableRandom own;
        private Actor<Integer> child;

        Body(SplittableRandom own) {
            this.own = own;
            bodiesMade++;
        }

        @Override
        public void receive(Message message, ActorContext<Message> self) throws Exception {
            note(handled, message.number);
            switch (own.nextInt(8)) {
                case 0 -> throw new IllegalStateException("planned");
                case 1 -> pause(own.nextInt(MAX_WAIT_NANOS));
                case 2 -> Coroutine.yield();
                case 3 -> {
                    if (child == null || child.state() == ActorState.TERMINATED) {
                        child = startChild(self);
                    }
                    child.tryTell(own.nextInt(3));
                }
                default -> {
                    // Answers at once.
                }
            }
            if (message.replyTo != null && own.nextInt(8) > 0) {
                message.replyTo.reply(message.number);
            }
        }

        @Override
        public void stopped(ActorContext<Message> self) {
            assertEquals(List.of(), self.children(), "children of a body that was stopped");
            bodiesStopped++;
        }
    }

    private Actor<Integer> startChild(ActorContext<Message> parent) {
        if (!parent.children().isEmpty()) {
            // Its end is near.
            @SuppressWarnings("unchecked") // there is no other
            Actor<Integer> child = (Actor<Integer>) parent.children().get(0);
            return child;
        }
        Actor<Integer> child =
                Actor.<Integer>builder(
                                "child",
                                (message, self) -> {
                                    if (message == 0) {
                                        throw new IllegalStateException("planned, of the child");
                                    }
                                    pause(message);
                                })
                        .mailbox(box -> box.unlimited())
                        .supervision(Supervision.escalate())
                        .onFailure((actor, failure) -> {})
                        .onUndelivered(message -> {})
                        .start(parent);
        addAction(child);
        return child;
    }

    private Actor<Terminated> watcherOf(Actor<?> watched) {
        return Actor.<Terminated>setup(
                        "watcher",
                        self -> {
                            self.watch(watched, end -> end);
                            return (end, of) -> {
                                endsSeen++;
                                of.self().stop();
                            };
                        })
                .port(port)
                .start(scheduler);
    }

    private synchronized void addAction(Actor<?> actor) {
        int[] runs = new int[1];
        actions.add(runs);
        actor.onDone(end -> runs[0]++);
    }

    private void launchSender(int sender, Actor<Message> actor) {
        SplittableRandom own = random.split();
        coroutines.add(
                scheduler.launch(
                        "sends-" + sender,
                        () -> {
                            int operations = 1 + own.nextInt(MAX_OPERATIONS);
                            for (int i = 0; i < operations; i++) {
                                send(sender * SENDER_STEP + i, actor, own);
                            }
                        }));
    }

    private void send(int number, Actor<Message> actor, SplittableRandom own) throws Exception {
        Message plain = new Message(number, null);
        int operation = own.nextInt(6);
        try {
            switch (operation) {
                case 0 -> noteSent(actor.tryTell(plain), number);
                case 1 -> noteSent(actor.tellOrTerminated(plain), number);
                case 2 -> noteSent(actor.tell(plain, timeout(own)), number);
                case 3 -> {
                    actor.tell(plain);
                    note(sent, number);
                }
                case 4 -> ask(number, actor, own);
                default -> {
                    CompletableFuture<Integer> future =
                            actor.askAsync(replyTo -> new Message(number, replyTo), timeout(own));
                    synchronized (this) {
                        futures.add(future);
                    }
                }
            }
        } catch (ActorTerminatedException e) {
            // An ask may have been sent; one that tells still owns its message.
            if (operation < 4) {
                note(kept, number);
            }
        }
        if (own.nextInt(3) == 0) {
            pause(own.nextInt(MAX_WAIT_NANOS));
        }
    }

    private void noteSent(boolean done, int number) {
        note(done ? sent : kept, number);
    }

    private void ask(int number, Actor<Message> actor, SplittableRandom own) throws Exception {
        try {
            int answer = actor.<Integer>ask(replyTo -> new Message(number, replyTo), timeout(own));
            assertEquals(number, answer);
        } catch (ExecutionException e) {
            assertEquals("planned", e.getCause().getMessage());
        } catch (TimeoutException e) {
            // It may have been sent.
        }
    }

    private void later(String name, Runnable action) {
        long pause = random.nextLong(4 * MAX_WAIT_NANOS);
        coroutines.add(
                scheduler.launch(
                        name,
                        () -> {
                            pause(pause);
                            action.run();
                        }));
    }

    private static Duration timeout(SplittableRandom own) {
        return Duration.ofNanos(1 + own.nextInt(2 * MAX_WAIT_NANOS));
    }

    private static void pause(long nanos) throws InterruptedException {
        Parker parker = Parker.current();
        parker.checkStop();
        parker.parkUntil(PAUSE, parker.nanoTime() + nanos);
    }

    private static void awaitEnd(Coroutine<?> coroutine) throws InterruptedException {
        try {
            coroutine.join();
        } catch (CancellationException e) {
            // As planned.
        } catch (ExecutionException e) {
            throw new AssertionError(coroutine + " failed", e.getCause());
        }
    }

    private synchronized void check(Actor<Message> actor) {
        assertEquals(List.of(), unseen);
        Map<Integer, Integer> fates = new HashMap<>();
        handled.forEach(number -> fates.merge(number, 1, Integer::sum));
        undelivered.forEach(number -> fates.merge(number, 1, Integer::sum));
        fates.forEach((number, count) -> assertEquals(1, count, "fates of message " + number));
        for (int number : sent) {
            assertTrue(fates.containsKey(number), () -> "message " + number + " was lost");
        }
        for (int number : kept) {
            assertTrue(!fates.containsKey(number), () -> "message " + number + " was taken");
        }
        assertEquals(
                actor.mailbox().sends(),
                fates.size(),
                () -> "sent, and what became of it: " + fates);
        Map<Integer, Integer> last = new HashMap<>();
        for (int number : handled) {
            Integer before = last.put(number / SENDER_STEP, number);
            assertTrue(before == null || before < number, () -> "out of order: " + handled);
        }
        for (CompletableFuture<Integer> future : futures) {
            assertTrue(future.isDone(), "an ask has not ended");
        }
        for (int[] runs : actions) {
            assertEquals(1, runs[0], "runs of an action at an end");
        }
        assertEquals(1, endsSeen, "ends that the watcher saw");
        assertEquals(bodiesMade, bodiesStopped, "bodies made, and stopped");
    }
}
