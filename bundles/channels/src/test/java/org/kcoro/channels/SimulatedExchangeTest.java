// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Parker;
import org.kcoro.simulation.ChoiceStrategy;
import org.kcoro.simulation.Simulation;
import org.kcoro.simulation.SimulationBody;
import org.kcoro.simulation.SimulationFailure;
import org.kcoro.simulation.SimulationTrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Random exchanges over channels, interleaved by seeds. */
@Tag("heavy")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SimulatedExchangeTest {

    private static final int SEEDS = Effort.of(40, 5_000);

    /** By value there is the same state machine. */
    private static final int SEEDS_BY_VALUE = Effort.of(8, 5_000);

    /** The switchers under which all of a coroutine runs on the simulated threads. */
    static Stream<Setup> setups() {
        return Setup.every()
                .filter(setup -> !setup.machine().is("jdk"))
                .filter(setup -> setup.form() != Form.BUFFERED_16);
    }

    static Stream<Setup> tight() {
        return setups().filter(setup -> setup.form() == Form.RENDEZVOUS);
    }

    private static SimulationBody exchange(Setup setup) {
        return port -> SimulatedExchange.run(port, setup.machine(), setup.form());
    }

    @ParameterizedTest
    @MethodSource("setups")
    void everyElementHasOneFate(Setup setup) {
        Simulation.explore(SEEDS, exchange(setup));
    }

    @ParameterizedTest
    @MethodSource("setups")
    void everyElementHasOneFateUnderPriorities(Setup setup) {
        Simulation.builder()
                .strategy(ChoiceStrategy.priorities(4, 300))
                .explore(SEEDS, exchange(setup));
    }

    @ParameterizedTest
    @MethodSource("setups")
    void everyElementHasOneFateByValue(Setup setup) {
        Simulation.explore(
                SEEDS_BY_VALUE,
                port ->
                        SimulatedExchange.runByValue(
                                port, setup.machine(), setup.form(), new Numbered.Given()));
    }

    /** Selects stand over channels of both makes. */
    @ParameterizedTest
    @MethodSource("setups")
    void everyElementHasOneFateBesideThoseByValue(Setup setup) {
        Simulation.builder()
                .strategy(ChoiceStrategy.priorities(4, 300))
                .explore(
                        SEEDS_BY_VALUE,
                        port -> SimulatedExchange.runMixed(port, setup.machine(), setup.form()));
    }

    @ParameterizedTest
    @MethodSource("setups")
    void oneSeedIsOneRun(Setup setup) {
        for (long seed = 0; seed < 4; seed++) {
            SimulationTrace trace = Simulation.run(seed, exchange(setup));
            SimulationTrace again = Simulation.run(seed, exchange(setup));
            assertEquals(trace.lines(), again.lines(), "seed " + seed);
            assertEquals(trace.hash(), again.hash(), "seed " + seed);
        }
    }

    /** With a planted fault: an element that comes when the time is up is thrown away. */
    @SuppressWarnings("unchecked") // a proxy of Channel<Integer>
    private static Channel<Integer> hasty(Channel<Integer> sound) {
        return (Channel<Integer>)
                Proxy.newProxyInstance(
                        Channel.class.getClassLoader(),
                        new Class<?>[] {Channel.class},
                        (proxy, method, arguments) -> {
                            boolean timed =
                                    method.getName().equals("receive")
                                            && method.getParameterCount() == 1;
                            Parker parker = Parker.current();
                            long deadline =
                                    timed ? parker.deadlineAfter((Duration) arguments[0]) : 0;
                            Object result = invoke(method, sound, arguments);
                            return timed && deadline - parker.nanoTime() <= 0 ? null : result;
                        });
    }

    private static Object invoke(Method method, Object target, Object... arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** With a planted fault: an element whose receiver is cancelled with it is thrown away. */
    private static Channel<Integer> stopping(Channel<Integer> sound) {
        return new ForwardingChannel<>(sound) {
            @Override
            public Integer receiveOrClosed() throws InterruptedException {
                Integer element = super.receiveOrClosed();
                Parker.current().checkStop();
                return element;
            }
        };
    }

    /** With a planted fault: an abort comes too late, when another one has the element, too. */
    private static Channel<Integer> doubling(Channel<Integer> sound) {
        return new ForwardingChannel<>(sound) {
            @Override
            public Reservation<Integer> tryReserve() {
                Reservation<Integer> reserved = super.tryReserve();
                if (reserved != null) {
                    sound.trySend(reserved.element());
                }
                return reserved;
            }
        };
    }

    /** With a planted fault: one that waits is not told of a close. */
    private static Channel<Integer> silent(Channel<Integer> sound) {
        return new ForwardingChannel<>(sound) {
            @Override
            public boolean close(Throwable cause) {
                return sound.snapshot().waitingReceivers() > 0 || sound.close(cause);
            }
        };
    }

    private static void assertFound(
            String said, Setup setup, UnaryOperator<Channel<Integer>> fault) {
        assertFound(
                said, port -> SimulatedExchange.run(port, setup.machine(), setup.form(), fault));
    }

    private static void assertFound(String said, SimulationBody faulty) {
        SimulationFailure found =
                assertThrows(
                        SimulationFailure.class,
                        () -> Simulation.builder().explore(0, 2_000, faulty));
        assertTrue(found.getMessage().contains(said), found::getMessage);
    }

    @ParameterizedTest
    @MethodSource("tight")
    void otherFaultsAreFound(Setup setup) {
        String conserved = "elements given, and received or undelivered";
        assertFound(conserved, setup, SimulatedExchangeTest::stopping);
        assertFound(
                conserved,
                new Setup(Form.UNLIMITED, setup.machine()),
                SimulatedExchangeTest::doubling);
        assertFound("no thread can run", setup, SimulatedExchangeTest::silent);
    }

    /** With a planted fault: a copy that comes late, when the sender uses its flyweight again. */
    private static FlyweightLayout<Numbered> late() {
        return new Numbered.Given() {
            private Numbered last;

            @Override
            public void copy(Numbered from, Numbered into) {
                super.copy(from, into);
                last = into;
            }

            @Override
            public void given(Numbered sent) {
                super.given(sent);
                if (last != null) {
                    super.copy(sent, last);
                    last = null;
                }
            }
        };
    }

    @ParameterizedTest
    @MethodSource("tight")
    void aCopyThatComesLateIsFound(Setup setup) {
        assertFound(
                "java.lang.AssertionError",
                port -> SimulatedExchange.runByValue(port, setup.machine(), setup.form(), late()));
    }

    @ParameterizedTest
    @MethodSource("tight")
    void anElementLostWhenATimeoutMeetsAHandOverIsFoundAndReplayed(Setup setup) {
        SimulationBody faulty =
                port ->
                        SimulatedExchange.run(
                                port, setup.machine(), setup.form(), SimulatedExchangeTest::hasty);
        SimulationFailure found =
                assertThrows(
                        SimulationFailure.class,
                        () -> Simulation.builder().explore(0, 1_000, faulty));
        assertTrue(
                found.getMessage().contains("elements given, and received or undelivered"),
                found::getMessage);
        SimulationFailure again =
                assertThrows(SimulationFailure.class, () -> Simulation.run(found.seed(), faulty));
        assertEquals(found.getMessage(), again.getMessage());
        assertEquals(found.trace().lines(), again.trace().lines());
    }
}
