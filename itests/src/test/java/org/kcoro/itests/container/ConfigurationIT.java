// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import javax.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelMetrics;
import org.kcoro.channels.Channels;
import org.kcoro.ipc.IpcServer;
import org.kcoro.itests.exam.jupiter.ContainerTest;
import org.kcoro.scheduler.Scheduler;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.options;

/** Settings that change while the container runs. */
@ContainerTest
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConfigurationIT {

    private static final String SCHEDULER = "org.kcoro.scheduler";
    private static final String IPC = "org.kcoro.ipc";
    private static final String CHANNELS = "org.kcoro.channels";

    @TempDir Path folder;

    @Inject private BundleContext context;

    @Inject private ConfigurationAdmin admin;

    @Configuration
    static Option[] configuration() throws IOException {
        return options(Distribution.container(), frameworkProperty("kcoro.workers").value("2"));
    }

    private void set(String pid, Map<String, ?> properties) throws Exception {
        new Configurations(context, admin).set(pid, properties);
    }

    private void assertScheduler(int workers, String switcher) throws Exception {
        List<ServiceReference<?>> references = Services.all(context, Scheduler.class.getName());
        assertEquals(1, references.size());
        Scheduler scheduler = (Scheduler) context.getService(references.get(0));
        assertEquals(workers, scheduler.workers());
        assertEquals(switcher, scheduler.switcher());
        assertEquals("done", scheduler.launch("one", () -> "done").join());
    }

    /** Each test begins and ends with the settings of the framework. */
    @AfterEach
    void forget() throws Exception {
        new Configurations(context, admin).delete(SCHEDULER, IPC, CHANNELS);
        assertScheduler(2, "virtual-thread");
        assertEquals(List.of(), Services.all(context, IpcServer.class.getName()));
    }

    @Test
    void theSchedulerFollowsItsSettings() throws Exception {
        assertScheduler(2, "virtual-thread");
        set(SCHEDULER, Map.of("workers", 3));
        assertScheduler(3, "virtual-thread");
        set(SCHEDULER, Map.of("workers", 1, "switcher", "continuation"));
        assertScheduler(1, "continuation");
        set(SCHEDULER, Map.of("switcher", "jdk"));
        assertScheduler(2, "jdk");
    }

    @Test
    void anotherNumberOfWorkersKeepsTheService() throws Exception {
        ServiceReference<Scheduler> before = context.getServiceReference(Scheduler.class);
        set(SCHEDULER, Map.of("workers", 3));
        assertScheduler(3, "virtual-thread");
        assertEquals(before, context.getServiceReference(Scheduler.class));
    }

    @Test
    void aNumberOfWorkersThatCannotBeUsedChangesNothing() throws Exception {
        set(SCHEDULER, Map.of("workers", 3));
        set(SCHEDULER, Map.of("workers", 1_000));
        assertScheduler(3, "virtual-thread");
        set(SCHEDULER, Map.of("workers", 4));
        assertScheduler(4, "virtual-thread");
    }

    @Test
    void aSwitcherThatDoesNotExistTakesTheServiceAwayUntilItIsMended() throws Exception {
        set(SCHEDULER, Map.of("switcher", "nobody"));
        assertEquals(List.of(), Services.all(context, Scheduler.class.getName()));
        set(SCHEDULER, Map.of("workers", 4));
        assertScheduler(4, "virtual-thread");
    }

    @Test
    void theChannelsFollowTheirSettingsAndStay() throws Exception {
        Channels channels = context.getService(context.getServiceReference(Channels.class));
        Channel<String> kept = channels.create("kept", String.class, each -> each.buffered(1));
        assertNull(channels.metrics());
        set(CHANNELS, Map.of("metrics", "true", "metricsCapacity", 2));
        Channel<ChannelMetrics> metrics = channels.metrics();
        assertEquals(2, metrics.capacity());
        set(CHANNELS, Map.of("metrics", "true", "metricsCapacity", 2, "drainMillis", 5));
        assertSame(metrics, channels.metrics());
        set(CHANNELS, Map.of("metrics", "perhaps"));
        assertSame(metrics, channels.metrics());
        set(CHANNELS, Map.of("metrics", "false"));
        assertNull(channels.metrics());
        assertTrue(metrics.isClosedForSend());
        assertTrue(kept.trySend("open"));
        kept.cancel(null);
    }

    @Test
    void theBridgeListensWhereItIsTold() throws Exception {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        set(IPC, Map.of("socket", first.toString()));
        assertEquals("hello", Bridge.echo(first, "hello"));

        set(IPC, Map.of("socket", second.toString()));
        assertEquals("hello", Bridge.echo(second, "hello"));
        assertFalse(Files.exists(first));
        assertThrows(IOException.class, () -> Bridge.echo(first, "hello"));
    }
}
