// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.container;

import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import javax.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kcoro.channels.Channel;
import org.kcoro.channels.Channels;
import org.kcoro.itests.container.guest.ChannelGuest;
import org.kcoro.itests.exam.jupiter.ContainerTest;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Scheduler;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.options;

/** Channels by name between bundles, and the end of a bundle that has created some. */
@ContainerTest
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChannelsIT {

    private static final String PID = "org.kcoro.channels";

    /** Longer than any test, in milliseconds. */
    private static final int FOR_EVER = Integer.MAX_VALUE;

    @TempDir Path folder;

    @Inject private BundleContext context;
    @Inject private ConfigurationAdmin admin;
    @Inject private Scheduler scheduler;

    private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
    private Channels channels;
    private Bundle guest;

    @Configuration
    static Option[] configuration() throws IOException {
        return options(Distribution.container());
    }

    @BeforeEach
    void startTheGuest() throws Exception {
        channels = context.getService(context.getServiceReference(Channels.class));
        Path jar = Guests.jar(folder, "guest", ChannelGuest.class);
        guest = context.installBundle(jar.toUri().toString());
        guest.start();
        assertEquals(List.of("guest-keeps", "guest-meets", "guest-own"), namesOf("guest"));
    }

    @AfterEach
    void forget() throws Exception {
        drainMillis(0);
        if (guest.getState() != Bundle.UNINSTALLED) {
            guest.uninstall();
        }
        new Configurations(context, admin).delete(PID);
    }

    private void drainMillis(int millis) throws Exception {
        new Configurations(context, admin).set(PID, Map.of("drainMillis", millis));
    }

    private List<String> namesOf(String owner) {
        return channels.list().stream()
                .filter(each -> each.owner().equals(owner))
                .map(each -> each.snapshot().name())
                .toList();
    }

    /** Opens the channel of the guest's own class, and takes what is there. */
    private Coroutine<Integer> countOwn() throws Exception {
        Channel<?> own = channels.open("guest-own", guest.loadClass(ChannelGuest.class.getName()));
        return scheduler.launch(
                "counts",
                () -> {
                    int count = 0;
                    while (own.receiveOrClosed() != null) {
                        count++;
                    }
                    return count;
                });
    }

    private void assertItsClassesGo() throws Exception {
        WeakReference<ClassLoader> loader = Guests.loaderOf(guest, collected);
        Guests.remove(context, guest);
        assertTrue(Guests.isCollected(loader, collected), "its class loader is held");
    }

    @Test
    void whatAStoppedBundleHasSentIsStillReceived() throws Exception {
        drainMillis(FOR_EVER);
        try (Guests.Log log = new Guests.Log("org.kcoro.channels")) {
            Channel<String> meets = channels.open("guest-meets", String.class);
            Channel<String> kept = channels.open("guest-keeps", String.class);
            Coroutine<String> waits = scheduler.launch("waits", meets::receiveOrClosed);
            Coroutine<Integer> counts = countOwn();
            Coroutine<String> receives =
                    scheduler.launch(
                            "receives",
                            () -> {
                                // Closed by the stop alone, which then waits for what follows.
                                assertNull(meets.receiveOrClosed());
                                return kept.receive() + kept.receive() + kept.receiveOrClosed();
                            });
            guest.stop();

            assertEquals("onetwonull", receives.join());
            assertNull(waits.join());
            assertEquals(1, counts.join());
            assertEquals(List.of(), namesOf("guest"));
            assertEquals(List.of(), List.copyOf(log.messages));
            assertItsClassesGo();
        }
    }

    @Test
    void whatNobodyReceivesIsReportedAndItsClassesGo() throws Exception {
        drainMillis(0);
        try (Guests.Log log = new Guests.Log("org.kcoro.channels")) {
            Channel<String> kept = channels.open("guest-keeps", String.class);
            guest.stop();

            assertEquals(
                    List.of(
                            "channel guest-keeps of guest was closed with its owner; elements not"
                                    + " received: 2",
                            "channel guest-own of guest was closed with its owner; elements not"
                                    + " received: 1"),
                    log.messages.stream().sorted().toList());
            assertTrue(kept.isClosedForReceive());
            assertEquals(List.of(), namesOf("guest"));
            assertItsClassesGo();
        }
    }

    /** A class that two bundles have, each its own, is not one type. */
    @Test
    void aTypeOfAnotherBundleIsRefused() {
        String message =
                assertThrows(
                                IllegalArgumentException.class,
                                () -> channels.open("guest-own", ChannelGuest.class))
                        .getMessage();
        assertTrue(message.contains("must import the class from one bundle"), message);
        assertTrue(message.contains("guest ["), message);
    }

    /** The stop of one bundle is no matter of another's channels; that of the registry is. */
    @Test
    void theChannelsOfOthersStayUntilTheRegistryGoes() throws Exception {
        drainMillis(0);
        Channel<String> host = channels.create("host", String.class, each -> each.buffered(1));
        String taken =
                assertThrows(
                                IllegalStateException.class,
                                () ->
                                        channels.create(
                                                "guest-meets",
                                                String.class,
                                                each -> each.conflated()))
                        .getMessage();
        assertTrue(taken.contains("created by guest"), taken);
        guest.stop();
        assertTrue(host.trySend("open"));
        guest.start();
        assertEquals(3, namesOf("guest").size());
        Bundle registry =
                Arrays.stream(context.getBundles())
                        .filter(each -> PID.equals(each.getSymbolicName()))
                        .findFirst()
                        .orElseThrow();
        registry.stop();
        assertTrue(host.isClosedForReceive());
        assertNull(context.getServiceReference(Channels.class));
        registry.start();
        channels = context.getService(context.getServiceReference(Channels.class));
        assertEquals(List.of(), channels.list());
    }
}
