// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.actors.SimulatedActors.Message;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.simulation.ChoiceStrategy;
import org.kcoro.simulation.Simulation;
import org.kcoro.simulation.SimulationBody;
import org.kcoro.simulation.SimulationFailure;
import org.kcoro.simulation.SimulationTrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Random programs of actors, interleaved by seeds; and what depends on time. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SimulatedActorsTest {

    private static final int SEEDS = 100;

    /** The switchers under which all of a coroutine runs on the simulated threads. */
    static Stream<Machine> machines() {
        return Machine.all().filter(machine -> !machine.is("jdk"));
    }

    static Stream<Machine> twins() {
        return machines().filter(machine -> machine.workers() == 2);
    }

    private static SimulationBody program(Machine machine, UnaryOperator<Actor<Message>> wrapper) {
        return port -> SimulatedActors.run(port, machine, wrapper);
    }

    @ParameterizedTest
    @MethodSource("machines")
    void everyMessageHasOneFate(Machine machine) {
        Simulation.explore(SEEDS, program(machine, actor -> actor));
    }

    @ParameterizedTest
    @MethodSource("machines")
    void everyMessageHasOneFateUnderPriorities(Machine machine) {
        Simulation.builder()
                .strategy(ChoiceStrategy.priorities(4, 400))
                .explore(SEEDS, program(machine, actor -> actor));
    }

    @ParameterizedTest
    @MethodSource("machines")
    void oneSeedIsOneRun(Machine machine) {
        for (long seed = 0; seed < 10; seed++) {
            SimulationBody body = program(machine, actor -> actor);
            SimulationTrace trace = Simulation.run(seed, body);
            SimulationTrace again = Simulation.run(seed, body);
            assertEquals(trace.lines(), again.lines(), "seed " + seed);
        }
    }

    // Planted faults.

    /** An actor whose methods of a name do something else. */
    @SuppressWarnings("unchecked") // a proxy of Actor<Message>
    private static Actor<Message> faulty(Actor<Message> sound, String name, Fault fault) {
        return (Actor<Message>)
                Proxy.newProxyInstance(
                        Actor.class.getClassLoader(),
                        new Class<?>[] {Actor.class},
                        (proxy, method, arguments) ->
                                method.getName().equals(name)
                                        ? fault.call(method, arguments, sound)
                                        : invoke(method, arguments, sound));
    }

    @FunctionalInterface
    private interface Fault {
        Object call(Method method, Object[] arguments, Actor<Message> sound) throws Throwable;
    }

    private static Object invoke(Method method, Object[] arguments, Object sound) throws Throwable {
        try {
            return method.invoke(sound, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static void assertFound(
            String message, Machine machine, UnaryOperator<Actor<Message>> wrapper) {
        SimulationBody body = program(machine, wrapper);
        SimulationFailure found =
                assertThrows(
                        SimulationFailure.class,
                        () -> Simulation.builder().explore(0, 1_000, body));
        assertTrue(found.getMessage().contains(message), found::getMessage);
        SimulationFailure again =
                assertThrows(SimulationFailure.class, () -> Simulation.run(found.seed(), body));
        assertEquals(found.getMessage(), again.getMessage());
    }

    @ParameterizedTest
    @MethodSource("twins")
    void aMessageThatIsLostIsFound(Machine machine) {
        assertFound(
                "was lost",
                machine,
                sound -> faulty(sound, "tellOrTerminated", (method, arguments, s) -> true));
    }

    @ParameterizedTest
    @MethodSource("twins")
    void aMessageThatIsDoubledIsFound(Machine machine) {
        assertFound(
                "fates of message",
                machine,
                sound ->
                        faulty(
                                sound,
                                "tellOrTerminated",
                                (method, arguments, s) -> {
                                    invoke(method, arguments, s);
                                    return invoke(method, arguments, s);
                                }));
    }

    @ParameterizedTest
    @MethodSource("twins")
    void aMessageThatASenderStillOwnsIsFound(Machine machine) {
        assertFound(
                "was taken",
                machine,
                sound ->
                        faulty(
                                sound,
                                "tryTell",
                                (method, arguments, s) -> {
                                    invoke(method, arguments, s);
                                    return false;
                                }));
    }

    /** Adds the action, and runs it once more when it is too late to add it. */
    @ParameterizedTest
    @MethodSource("twins")
    void anActionThatRunsTwiceIsFound(Machine machine) {
        assertFound(
                "at an end",
                machine,
                sound ->
                        faulty(
                                sound,
                                "onDone",
                                (method, arguments, s) -> {
                                    @SuppressWarnings("unchecked") // of onDone
                                    Consumer<Terminated> action =
                                            (Consumer<Terminated>) arguments[0];
                                    Object registration = invoke(method, arguments, s);
                                    if (s.state() == ActorState.TERMINATED) {
                                        action.accept(s.join());
                                    }
                                    return registration;
                                }));
    }

    @ParameterizedTest
    @MethodSource("twins")
    void anActionThatNeverRunsIsFound(Machine machine) {
        assertFound(
                "at an end",
                machine,
                sound ->
                        faulty(
                                sound,
                                "onDone",
                                (method, arguments, s) ->
                                        s.state() == ActorState.RUNNING
                                                ? invoke(method, arguments, s)
                                                : null));
    }

    // Time.

    @ParameterizedTest
    @MethodSource("machines")
    void backOffsLastExactlyAsLongAsTheySay(Machine machine) {
        Simulation.explore(
                20,
                port -> {
                    try (Scheduler scheduler =
                            Scheduler.builder()
                                    .port(port)
                                    .switcher(machine.switcher())
                                    .workers(machine.workers())
                                    .build()) {
                        List<Long> failed = new ArrayList<>();
                        List<Long> made = new ArrayList<>();
                        Actor<Integer> actor =
                                Actor.<Integer>setup(
                                                "fails",
                                                self -> {
                                                    made.add(port.nanoTime());
                                                    return (message, s) -> {
                                                        throw new IllegalStateException("planned");
                                                    };
                                                })
                                        .mailbox(box -> box.unlimited())
                                        .supervision(
                                                Supervision.restart()
                                                        .backoff(
                                                                Duration.ofSeconds(1),
                                                                Duration.ofSeconds(5))
                                                        .limit(5, Duration.ofHours(1)))
                                        .port(port)
                                        .onFailure((a, e) -> failed.add(port.nanoTime()))
                                        .start(scheduler);
                        for (int i = 0; i < 6; i++) {
                            actor.tell(i);
                        }
                        assertEquals(Terminated.Cause.FAILED, actor.join().cause());
                        long[] seconds = {1, 2, 4, 5, 5};
                        assertEquals(6, made.size());
                        for (int i = 0; i < seconds.length; i++) {
                            Duration waited = Duration.ofNanos(made.get(i + 1) - failed.get(i));
                            // The steps of the machine take their nanoseconds.
                            Duration over = waited.minusSeconds(seconds[i]);
                            assertTrue(
                                    over.compareTo(Duration.ofMillis(-1)) > 0
                                            && over.compareTo(Duration.ofMillis(1)) < 0,
                                    "back-off " + i + " took " + waited);
                        }
                    }
                });
    }
}
