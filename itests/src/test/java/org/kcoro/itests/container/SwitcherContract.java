// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.container;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import javax.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kcoro.channels.Channel;
import org.kcoro.itests.exam.jupiter.ContainerTest;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.switcher.Context;
import org.kcoro.switcher.ContextSwitcher;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.BundleContext;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.options;

/** A container whose setting {@code kcoro.switcher} names a switcher. */
@ContainerTest
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class SwitcherContract {

    private static final int ELEMENTS = 1_000;

    private final String switcher;

    @Inject private BundleContext context;
    @Inject private Scheduler scheduler;

    SwitcherContract(String switcher) {
        this.switcher = switcher;
    }

    static Option[] container(String switcher) throws IOException {
        return options(
                Distribution.container(),
                frameworkProperty("kcoro.workers").value("2"),
                frameworkProperty("kcoro.switcher").value(switcher));
    }

    /** On what the body of a coroutine stands. */
    abstract boolean standsOn(Thread thread, Context current);

    @Test
    void theSchedulerRunsOnIt() throws Exception {
        assertEquals(switcher, scheduler.switcher());
        assertEquals(
                switcher,
                context.getServiceReference(Scheduler.class)
                        .getProperty(ContextSwitcher.NAME_PROPERTY));
        assertTrue(
                scheduler
                        .launch("where", () -> standsOn(Thread.currentThread(), Context.current()))
                        .join());
    }

    @Test
    void coroutinesMeet() throws Exception {
        Channel<Integer> channel = Channel.rendezvous("meeting");
        Coroutine<List<Integer>> receiver =
                scheduler.launch(
                        "receiver",
                        () -> {
                            List<Integer> received = new ArrayList<>();
                            for (Integer i; (i = channel.receiveOrClosed()) != null; ) {
                                received.add(i);
                            }
                            return received;
                        });
        List<Integer> sent = new ArrayList<>();
        Coroutine<Void> sender =
                scheduler.launch(
                        "sender",
                        () -> {
                            for (int i = 0; i < ELEMENTS; i++) {
                                channel.send(i);
                                sent.add(i);
                            }
                            channel.close();
                        });
        sender.join();
        assertEquals(sent, receiver.join());
        assertEquals(ELEMENTS, sent.size());
    }
}
