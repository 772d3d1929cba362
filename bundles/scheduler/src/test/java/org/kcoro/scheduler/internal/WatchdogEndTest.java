// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import java.lang.reflect.Proxy;
import java.time.Duration;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.port.Port;
import org.kcoro.scheduler.Machine;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** The end of a watchdog, which is that of its scheduler. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WatchdogEndTest {

    private volatile Runnable whenAskedForTheTime = () -> {};

    /** The system's port, which does something before it tells the time. */
    private final Port port =
            (Port)
                    Proxy.newProxyInstance(
                            Port.class.getClassLoader(),
                            new Class<?>[] {Port.class},
                            (proxy, method, arguments) -> {
                                if (method.getName().equals("nanoTime")) {
                                    whenAskedForTheTime.run();
                                }
                                return method.invoke(Port.system(), arguments);
                            });

    /** It looks at a scheduler that runs, and has ended when it would look again: no failure. */
    @ParameterizedTest
    @MethodSource("org.kcoro.scheduler.Machine#single")
    void theSchedulerEndsDuringALook(Machine machine) {
        Machinery machinery =
                new Machinery(
                        "ends",
                        1,
                        1,
                        port,
                        machine.switcher(),
                        name -> machine.switcher(),
                        null,
                        (coroutine, stack) -> {},
                        (coroutine, failure) -> {});
        Watchdog watchdog = new Watchdog(machinery, Duration.ofHours(1), (coroutine, stack) -> {});
        whenAskedForTheTime = machinery::stop;
        watchdog.run();
        assertTrue(machinery.isStopped());
        // And not again.
        watchdog.run();
    }
}
