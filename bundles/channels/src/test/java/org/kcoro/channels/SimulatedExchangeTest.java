// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.stream.Stream;

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
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SimulatedExchangeTest {

    private static final int SEEDS = 100;

    /** The switchers under which all of a coroutine runs on the simulated threads. */
    static Stream<Setup> setups() {
        return Setup.all()
                .filter(setup -> !setup.machine().is("jdk"))
                .filter(setup -> setup.form() != Form.BUFFERED_16);
    }

    static Stream<Setup> tight() {
        return setups().filter(setup -> setup.form() == Form.RENDEZVOUS);
    }

    private static SimulationBody exchange(Setup setup) {
        return port -> SimulatedExchange.run(port, setup.machine(), setup.form().open("simulated"));
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
    void oneSeedIsOneRun(Setup setup) {
        for (long seed = 0; seed < 10; seed++) {
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

    @ParameterizedTest
    @MethodSource("tight")
    void anElementLostWhenATimeoutMeetsAHandOverIsFoundAndReplayed(Setup setup) {
        SimulationBody faulty =
                port ->
                        SimulatedExchange.run(
                                port, setup.machine(), hasty(setup.form().open("hasty")));
        SimulationFailure found =
                assertThrows(
                        SimulationFailure.class,
                        () -> Simulation.builder().explore(0, 1_000, faulty));
        assertTrue(found.getMessage().contains("elements given, and received"), found::getMessage);
        SimulationFailure again =
                assertThrows(SimulationFailure.class, () -> Simulation.run(found.seed(), faulty));
        assertEquals(found.getMessage(), again.getMessage());
        assertEquals(found.trace().lines(), again.trace().lines());
    }
}
