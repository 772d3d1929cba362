// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.simulation.ChoiceStrategy;
import org.kcoro.simulation.Simulation;
import org.kcoro.simulation.SimulationBody;
import org.kcoro.simulation.SimulationFailure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Many payloads handed over at random, while channels, backends and regions go: each lease is
 * closed once, and every region ends empty. 100,000 leases; a million with {@code -Plong}.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RandomExchangeTest {

    private static final String MACHINES = "org.kcoro.zref.Machine#all";
    private static final String SIMULATED = "org.kcoro.zref.Machine#simulated";

    /** On each of the nine machines. */
    private static final int LEASES = Effort.of(100_000, 1_000_000) / 9 + 1;

    private static final int EACH = 200;
    private static final int EACH_SIMULATED = 12;
    private static final int SEEDS = Effort.of(60, 5_000);

    @ParameterizedTest
    @MethodSource(MACHINES)
    void everyLeaseIsClosedOnce(Machine machine) {
        Seeded.run(
                random -> {
                    try (Rig rig = new Rig(machine)) {
                        for (long leases = 0; leases < LEASES; ) {
                            leases += run(rig.scheduler, random, EACH, new CountingBackend("b"));
                        }
                    }
                });
    }

    private static long run(
            Scheduler scheduler, SplittableRandom random, int leases, CountingBackend backend)
            throws Exception {
        // An exchange that ends at once counts too, so that this ends.
        return 1 + new RandomExchange(scheduler, random, leases, backend).run();
    }

    // By seeds.

    private static SimulationBody program(Machine machine, boolean faulty) {
        return port -> {
            Scheduler scheduler =
                    Scheduler.builder()
                            .name("simulated")
                            .port(port)
                            .switcher(machine.switcher())
                            .workers(machine.workers())
                            .build();
            CountingBackend backend = faulty ? new Losing() : new CountingBackend("b");
            run(scheduler, new SplittableRandom(port.nextRandom()), EACH_SIMULATED, backend);
            assertEquals(0, scheduler.shutdown(Rig.LONG).size(), "left after shutdown");
        };
    }

    @ParameterizedTest
    @MethodSource(SIMULATED)
    void everyLeaseIsClosedOnceBySeeds(Machine machine) {
        Simulation.explore(SEEDS, program(machine, false));
    }

    @ParameterizedTest
    @MethodSource(SIMULATED)
    void everyLeaseIsClosedOnceUnderPriorities(Machine machine) {
        Simulation.builder()
                .strategy(ChoiceStrategy.priorities(4, 400))
                .explore(SEEDS, program(machine, false));
    }

    // Planted.

    /** One payload that was sent is lost. */
    private static final class Losing extends CountingBackend {

        private final Descriptor lost = new Descriptor();

        Losing() {
            super("b");
        }

        @Override
        public DescriptorChannel attach(DescriptorSpec spec) {
            DescriptorChannel sound = super.attach(spec);
            return (DescriptorChannel)
                    Proxy.newProxyInstance(
                            Losing.class.getClassLoader(),
                            new Class<?>[] {DescriptorChannel.class},
                            (proxy, method, arguments) -> {
                                if (method.getName().equals("trySend") && lost.isEmpty()) {
                                    ((Descriptor) arguments[0]).moveTo(lost);
                                    return true;
                                }
                                try {
                                    return method.invoke(sound, arguments);
                                } catch (InvocationTargetException e) {
                                    throw e.getCause();
                                }
                            });
        }

        @Override
        public void detach(DescriptorChannel channel) {
            detached.add(attached.get(0));
        }
    }

    @ParameterizedTest
    @MethodSource(SIMULATED)
    void aLostPayloadIsFound(Machine machine) {
        SimulationFailure found =
                assertThrows(
                        SimulationFailure.class,
                        () -> Simulation.explore(1_000, program(machine, true)));
        // The lease of the payload may be that of the only block, for which all others wait then.
        assertTrue(
                found.getMessage().contains("fates of payload")
                        || found.getMessage().contains("no thread can run"),
                found.getMessage());
    }
}
