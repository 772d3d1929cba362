// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Parker;
import org.kcoro.simulation.ChoiceStrategy;
import org.kcoro.simulation.Simulation;
import org.kcoro.simulation.SimulationBody;
import org.kcoro.simulation.SimulationFailure;
import org.kcoro.simulation.SimulationStuckException;
import org.kcoro.zref.internal.Invariants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Random programs on a pool, interleaved by seeds. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SimulatedPoolTest {

    private static final String MACHINES = "org.kcoro.zref.Machine#simulated";
    private static final int SEEDS = Effort.of(100, 5_000);

    private static SimulationBody program(Machine machine, UnaryOperator<PoolRegion> wrapper) {
        return port -> SimulatedPool.run(port, machine, wrapper);
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void everyLeaseHasOneOwnerAndOneEnd(Machine machine) {
        Simulation.explore(SEEDS, program(machine, pool -> pool));
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void everyLeaseHasOneOwnerAndOneEndUnderPriorities(Machine machine) {
        Simulation.builder()
                .strategy(ChoiceStrategy.priorities(4, 400))
                .explore(SEEDS, program(machine, pool -> pool));
    }

    // Planted faults.

    @FunctionalInterface
    private interface Fault {
        Object call(Method method, Object[] arguments, PoolRegion sound) throws Throwable;
    }

    private static Object invoke(Method method, Object[] arguments, Object sound) throws Throwable {
        try {
            return method.invoke(sound, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** A pool whose allocations do something else. */
    private static PoolRegion faulty(PoolRegion sound, Fault fault) {
        return (PoolRegion)
                Proxy.newProxyInstance(
                        PoolRegion.class.getClassLoader(),
                        new Class<?>[] {PoolRegion.class},
                        (proxy, method, arguments) ->
                                method.getName().equals("allocate")
                                        ? fault.call(method, arguments, sound)
                                        : invoke(method, arguments, sound));
    }

    private static void assertFound(
            String message, Machine machine, UnaryOperator<PoolRegion> wrapper) {
        SimulationBody body = program(machine, wrapper);
        SimulationFailure found =
                assertThrows(
                        SimulationFailure.class,
                        () -> Simulation.builder().explore(0, 1_000, body));
        assertTrue(
                found.getMessage().contains(message)
                        || found.getCause() instanceof SimulationStuckException,
                found::getMessage);
        SimulationFailure again =
                assertThrows(SimulationFailure.class, () -> Simulation.run(found.seed(), body));
        assertEquals(found.getMessage(), again.getMessage());
    }

    private static Descriptor into(Object[] arguments) {
        return (Descriptor) arguments[arguments.length - 1];
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void aLeaseThatNobodyClosesIsFound(Machine machine) {
        assertFound(
                "leases that are left",
                machine,
                pool ->
                        faulty(
                                pool,
                                (method, arguments, sound) -> {
                                    Object result = invoke(method, arguments, sound);
                                    if (!into(arguments).isEmpty()) {
                                        into(arguments).retain(new Descriptor());
                                    }
                                    return result;
                                }));
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void aLeaseThatIsGivenTwiceIsFound(Machine machine) {
        assertFound("a block that another has", machine, SimulatedPoolTest::givingTwice);
    }

    /** Gives the lease that it gave last, as long as that lives and nothing else is leased. */
    private static PoolRegion givingTwice(PoolRegion pool) {
        Descriptor last = new Descriptor();
        return faulty(
                pool,
                (method, arguments, sound) -> {
                    if (sound.snapshot().live() == 1 && isLive(last)) {
                        Invariants.alias(last, into(arguments));
                        return true;
                    }
                    Object result = invoke(method, arguments, sound);
                    if (!into(arguments).isEmpty()) {
                        Invariants.alias(into(arguments), last);
                    }
                    return result;
                });
    }

    private static boolean isLive(Descriptor descriptor) {
        try {
            descriptor.getByte(0);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void oneThatOvertakesIsFound(Machine machine) {
        assertFound(
                "served before",
                machine,
                pool ->
                        faulty(
                                pool,
                                (method, arguments, sound) -> {
                                    if (arguments.length == 3) {
                                        return invoke(method, arguments, sound);
                                    }
                                    while (!sound.tryAllocate(64, into(arguments))) {
                                        Parker.current().sleep(Duration.ofNanos(50));
                                    }
                                    return null;
                                }));
    }
}
