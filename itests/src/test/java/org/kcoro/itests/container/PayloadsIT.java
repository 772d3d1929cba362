// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.container;

import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import javax.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.itests.container.guest.BackendGuest;
import org.kcoro.itests.container.guest.PayloadGuest;
import org.kcoro.itests.exam.jupiter.ContainerTest;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.zref.BackendInfo;
import org.kcoro.zref.Backends;
import org.kcoro.zref.Descriptor;
import org.kcoro.zref.DescriptorChannel;
import org.kcoro.zref.DescriptorSpec;
import org.kcoro.zref.PoolRegion;
import org.kcoro.zref.RegionClosedException;
import org.kcoro.zref.Regions;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.options;

/** Backends that come and go as bundles, and the end of a bundle that has regions and channels. */
@ContainerTest
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PayloadsIT {

    private static final String PID = "org.kcoro.zref";

    /** Longer than any test, in milliseconds. */
    private static final int FOR_EVER = Integer.MAX_VALUE;

    private static final int USED = 100;

    @TempDir Path folder;

    @Inject private BundleContext context;
    @Inject private ConfigurationAdmin admin;
    @Inject private Scheduler scheduler;

    private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
    private Backends backends;
    private Regions regions;
    private PoolRegion pool;
    private Bundle guest;

    @Configuration
    static Option[] configuration() throws IOException {
        return options(Distribution.container());
    }

    @BeforeEach
    void makeARegion() {
        backends = context.getService(context.getServiceReference(Backends.class));
        regions = context.getService(context.getServiceReference(Regions.class));
        pool = regions.pool("payloads").blocks(64, 8).build();
    }

    @AfterEach
    void forget() throws Exception {
        drainMillis(0);
        if (guest.getState() != Bundle.UNINSTALLED) {
            guest.uninstall();
        }
        assertEquals(List.of(), backends.channels());
        regions.unregister(pool, Duration.ZERO);
        new Configurations(context, admin).delete(PID);
    }

    private void drainMillis(int millis) throws Exception {
        new Configurations(context, admin).set(PID, Map.of("drainMillis", millis));
    }

    private void start(Class<? extends BundleActivator> activator) throws Exception {
        Path jar = Guests.jar(folder, "guest", activator);
        guest = context.installBundle(jar.toUri().toString());
        guest.start();
    }

    private Object ofGuest(Class<?> type, String field) throws Exception {
        return guest.loadClass(type.getName()).getField(field).get(null);
    }

    private List<String> names() {
        return backends.list().stream().map(BackendInfo::name).toList();
    }

    private void assertItsClassesGo() throws Exception {
        WeakReference<ClassLoader> loader = Guests.loaderOf(guest, collected);
        Guests.remove(context, guest);
        assertTrue(Guests.isCollected(loader, collected), "its class loader is held");
    }

    @Test
    void aBackendLeavesWhileItsChannelIsUsed() throws Exception {
        drainMillis(FOR_EVER);
        assertThrows(NoSuchElementException.class, () -> backends.resolve("guest"));
        start(BackendGuest.class);
        assertEquals(List.of("guest", "zref"), names());
        DescriptorChannel channel = backends.bind("guest", DescriptorSpec.buffered("used", 2));
        CountDownLatch used = new CountDownLatch(USED);
        AtomicInteger sent = new AtomicInteger();
        Coroutine<String> sender = scheduler.launch("sends", () -> send(channel, sent));
        Coroutine<Integer> receiver =
                scheduler.launch(
                        "receives",
                        () -> {
                            Descriptor mine = new Descriptor();
                            int count = 0;
                            for (; channel.receiveIntoOrClosed(mine); count++) {
                                mine.close();
                                used.countDown();
                            }
                            return count;
                        });
        used.await();
        guest.stop();

        assertEquals("backend guest was unregistered; bind to another one", sender.join());
        assertEquals(sent.get(), receiver.join());
        assertEquals(0, pool.snapshot().live());
        assertEquals(List.of("zref"), names());
        assertEquals("1", ofGuest(BackendGuest.class, "LET_GO").toString());
        assertItsClassesGo();
    }

    /** Sends until the channel is closed; answers why. */
    private String send(DescriptorChannel channel, AtomicInteger sent) throws InterruptedException {
        Descriptor mine = new Descriptor();
        while (true) {
            pool.allocate(8, mine);
            try {
                channel.send(mine);
                sent.incrementAndGet();
            } catch (ChannelClosedException e) {
                mine.close();
                return e.getCause().getMessage();
            }
        }
    }

    @Test
    void whatNobodyReceivesGoesBackAndTheBackendComesAgain() throws Exception {
        drainMillis(0);
        start(BackendGuest.class);
        DescriptorChannel channel = backends.bind("guest", DescriptorSpec.unlimited("left"));
        Descriptor mine = new Descriptor();
        pool.allocate(8, mine);
        channel.send(mine);
        try (Guests.Log log = new Guests.Log("org.kcoro.zref")) {
            guest.stop();
            assertEquals(
                    List.of(
                            "channel left was cancelled, for backend guest was unregistered;"
                                    + " payloads not received: 1"),
                    List.copyOf(log.messages));
        }
        assertEquals(0, pool.snapshot().live());
        assertTrue(channel.isClosedForReceive());
        guest.start();
        assertEquals("guest", backends.bind("guest", DescriptorSpec.conflated("again")).backend());
    }

    @Test
    @SuppressWarnings("unchecked") // a list of objects
    void whatABundleHasMadeEndsWithIt() throws Exception {
        drainMillis(0);
        start(PayloadGuest.class);
        List<Object> made = (List<Object>) ofGuest(PayloadGuest.class, "MADE");
        PoolRegion itsPool = (PoolRegion) made.get(0);
        DescriptorChannel itsChannel = (DescriptorChannel) made.get(1);
        assertEquals(1, itsPool.snapshot().live());
        assertEquals(List.of(), backends.channels(), "channels of another bundle");
        assertFalse(itsChannel.isClosedForSend());
        guest.stop();
        assertTrue(itsChannel.isClosedForReceive());
        assertEquals(0, itsPool.snapshot().live());
        Descriptor none = new Descriptor();
        assertThrows(RegionClosedException.class, () -> itsPool.tryAllocate(8, none));
        made = null;
        assertItsClassesGo();
    }
}
