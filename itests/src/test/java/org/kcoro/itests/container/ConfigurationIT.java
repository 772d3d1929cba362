// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import javax.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kcoro.ipc.IpcServer;
import org.kcoro.itests.exam.jupiter.ContainerTest;
import org.kcoro.scheduler.Scheduler;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.ConfigurationAdmin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.options;

/** Settings that change while the container runs. */
@ContainerTest
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConfigurationIT {

    private static final String SCHEDULER = "org.kcoro.scheduler";
    private static final String IPC = "org.kcoro.ipc";

    @TempDir Path folder;

    @Inject private BundleContext context;

    @Inject private ConfigurationAdmin admin;

    @Configuration
    static Option[] configuration() throws IOException {
        return options(Distribution.container(), frameworkProperty("kcoro.workers").value("2"));
    }

    private void set(String pid, Map<String, ?> properties) throws IOException {
        admin.getConfiguration(pid, "?").update(FrameworkUtil.asDictionary(properties));
    }

    private void awaitScheduler(int workers, String switcher) throws Exception {
        Scheduler scheduler =
                Services.await(
                        context,
                        Scheduler.class,
                        s -> s.workers() == workers && s.switcher().equals(switcher));
        assertEquals("done", scheduler.launch("one", () -> "done").join());
        assertEquals(1, Services.all(context, Scheduler.class.getName()).size());
    }

    /** Each test begins and ends with the settings of the framework. */
    @AfterEach
    void forget() throws Exception {
        for (String pid : new String[] {SCHEDULER, IPC}) {
            admin.getConfiguration(pid, "?").delete();
        }
        awaitScheduler(2, "virtual-thread");
        Services.awaitNone(context, IpcServer.class);
    }

    @Test
    void theSchedulerFollowsItsSettings() throws Exception {
        awaitScheduler(2, "virtual-thread");
        set(SCHEDULER, Map.of("workers", 3));
        awaitScheduler(3, "virtual-thread");
        set(SCHEDULER, Map.of("workers", 1, "switcher", "continuation"));
        awaitScheduler(1, "continuation");
        set(SCHEDULER, Map.of("switcher", "jdk"));
        awaitScheduler(2, "jdk");
    }

    @Test
    void aSwitcherThatDoesNotExistTakesTheServiceAwayUntilItIsMended() throws Exception {
        set(SCHEDULER, Map.of("switcher", "nobody"));
        Services.awaitNone(context, Scheduler.class);
        set(SCHEDULER, Map.of("workers", 4));
        awaitScheduler(4, "virtual-thread");
    }

    @Test
    void aNumberOfWorkersThatCannotBeUsedTakesTheServiceAwayUntilItIsMended() throws Exception {
        set(SCHEDULER, Map.of("workers", 1_000));
        Services.awaitNone(context, Scheduler.class);
        set(SCHEDULER, Map.of("workers", 4));
        awaitScheduler(4, "virtual-thread");
    }

    @Test
    void theBridgeListensWhereItIsTold() throws Exception {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        set(IPC, Map.of("socket", first.toString()));
        Services.await(context, IpcServer.class, any -> Files.exists(first));
        assertEquals("hello", Bridge.echo(first, "hello"));

        set(IPC, Map.of("socket", second.toString()));
        Services.await(context, IpcServer.class, any -> Files.exists(second));
        assertEquals("hello", Bridge.echo(second, "hello"));
        assertFalse(Files.exists(first));
        assertThrows(IOException.class, () -> Bridge.echo(first, "hello"));
    }
}
