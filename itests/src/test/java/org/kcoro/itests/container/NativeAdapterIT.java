// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.container;

import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

import javax.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kcoro.itests.KcoroProcess;
import org.kcoro.itests.exam.jupiter.ContainerTest;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.switcher.NativeCoroutines;
import org.kcoro.zref.Backends;
import org.kcoro.zref.Descriptor;
import org.kcoro.zref.DescriptorChannel;
import org.kcoro.zref.DescriptorSpec;
import org.kcoro.zref.PoolRegion;
import org.kcoro.zref.Regions;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.options;

/**
 * The adapter in C of {@code adapters/records}, which is built as its author would, is plugged in
 * and out while a coroutine in Java receives what it makes.
 */
@ContainerTest
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NativeAdapterIT {

    private static final Path ADAPTER = Path.of("adapters/records").toAbsolutePath();

    /** How many of a run are received before it is plugged out. */
    private static final int RECORDS = 500;

    private static final int RUNS = 3;

    @TempDir Path folder;

    @Inject private BundleContext context;
    @Inject private Scheduler scheduler;

    private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
    private final List<ServiceRegistration<?>> offered = new ArrayList<>();
    private final Semaphore received = new Semaphore(0);
    private Regions regions;
    private PoolRegion pool;
    private DescriptorChannel records;
    private DescriptorChannel capitals;

    /** Of the bundle that is plugged in. */
    private NativeCoroutines coroutines;

    @Configuration
    static Option[] configuration() throws IOException {
        return options(Distribution.container());
    }

    /** What a program offers to adapters. */
    @BeforeEach
    void offer() {
        regions = context.getService(context.getServiceReference(Regions.class));
        Backends backends = context.getService(context.getServiceReference(Backends.class));
        pool = regions.pool("records").blocks(64, 16).build();
        records = backends.bind(DescriptorSpec.buffered("records", 4));
        capitals = backends.bind(DescriptorSpec.buffered("capitals", 4));
        offer(PoolRegion.class, pool, "records");
        offer(DescriptorChannel.class, records, "records");
        offer(DescriptorChannel.class, capitals, "capitals");
    }

    private <T> void offer(Class<T> type, T service, String name) {
        offered.add(
                context.registerService(
                        type, service, FrameworkUtil.asDictionary(Map.of("name", name))));
    }

    @AfterEach
    void withdraw() throws Exception {
        offered.forEach(ServiceRegistration::unregister);
        records.cancel(null);
        capitals.cancel(null);
        assertEquals(0, pool.snapshot().live(), "leases that the adapter has kept");
        assertEquals(0, pool.snapshot().leaked());
        regions.unregister(pool, Duration.ZERO);
    }

    private record Built(int exit, String output, Path jar) {}

    private Built build(Path adapter, String compiler) throws IOException, InterruptedException {
        Path jar = Files.createTempDirectory(folder, "built").resolve("records.jar");
        ProcessBuilder builder =
                new ProcessBuilder(
                                adapter.resolve("build").toString(),
                                KcoroProcess.DISTRIBUTION.resolve("bundles").toString(),
                                jar.toString())
                        .redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("CC", compiler);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Built(process.waitFor(), output, jar);
    }

    /** Leaves the test out where there is no compiler, except in CI. */
    private Path jar(Path adapter) throws IOException, InterruptedException {
        Built built = build(adapter, "cc");
        if (built.exit() == 2) {
            System.err.println(built.output());
            Assumptions.assumeTrue(Boolean.getBoolean("kcoro.ci"), built.output());
        }
        assertEquals(0, built.exit(), built.output());
        return built.jar();
    }

    private Bundle plugIn(Path jar) throws Exception {
        Bundle bundle = context.installBundle(jar.toUri().toString());
        bundle.start();
        BundleContext its = bundle.getBundleContext();
        coroutines = its.getService(its.getServiceReference(NativeCoroutines.class));
        return bundle;
    }

    /** Receives until the channel is closed, and tells of each {@link #RECORDS} of a run. */
    private Coroutine<Long> consumer() {
        return scheduler.launch(
                "consumer",
                () -> {
                    RecordOrder order = new RecordOrder();
                    Descriptor record = new Descriptor();
                    long all = 0;
                    long run = -1;
                    for (int ofRun = 0; capitals.receiveIntoOrClosed(record); all++) {
                        String text = record.segment().getString(0, StandardCharsets.US_ASCII);
                        record.close();
                        long its = order.take(text);
                        ofRun = its == run ? ofRun + 1 : 1;
                        run = its;
                        if (ofRun == RECORDS) {
                            received.release();
                        }
                    }
                    return all;
                });
    }

    @Test
    void itComesAndGoesWhileItsRecordsAreReceived() throws Exception {
        Path jar = jar(ADAPTER);
        Coroutine<Long> consumer = consumer();
        // So that a consumer that has failed keeps nobody waiting.
        consumer.whenDone(() -> received.release(RUNS));
        for (int i = 0; i < RUNS; i++) {
            Bundle bundle = plugIn(jar);
            received.acquire();
            if (!consumer.state().isDone()) {
                assertEquals(2, coroutines.counters().open());
            }
            bundle.stop();
            assertEquals(0, coroutines.counters().open());
            assertEquals(0, coroutines.counters().mappedBytes(), "stacks that are left");
            WeakReference<ClassLoader> loader = Guests.loaderOf(bundle, collected);
            Guests.remove(context, bundle);
            bundle = null;
            coroutines = null;
            assertTrue(Guests.isCollected(loader, collected), "its class loader is held");
        }
        capitals.close();
        assertTrue(consumer.join() >= RUNS * RECORDS);
    }

    /** A channel that is closed ends the C code in its own way: it gives back what it owns. */
    @Test
    void theEndOfTheChannelsEndsIt() throws Exception {
        Path jar = jar(ADAPTER);
        Bundle bundle = plugIn(jar);
        Coroutine<Long> consumer = consumer();
        received.acquire();
        capitals.close();
        records.close();
        consumer.join();
        bundle.uninstall();
        assertEquals(0, coroutines.counters().open());
    }

    // Planted.

    @Test
    void anAdapterThatDropsRecordsIsFound() throws Exception {
        Path planted = copy();
        Path source = planted.resolve("records.c");
        String code = Files.readString(source);
        String changed = code.replace("number++", "number += 2");
        assertTrue(!changed.equals(code));
        Files.writeString(source, changed);
        Bundle bundle = plugIn(jar(planted));
        Coroutine<Long> consumer = consumer();
        String message =
                assertThrows(ExecutionException.class, consumer::join).getCause().getMessage();
        bundle.uninstall();
        assertTrue(message.matches("RECORD \\d+ 4 behind number 2"), message);
    }

    private Path copy() throws IOException {
        Path copy = folder.resolve("copy");
        try (Stream<Path> files = Files.walk(ADAPTER)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(ADAPTER.relativize(file)));
            }
        }
        return copy;
    }

    @Test
    void aCompilerThatIsMissingIsNamed() throws Exception {
        Built built = build(ADAPTER, "no-such-cc");
        assertEquals(2, built.exit());
        assertEquals(
                "no C compiler no-such-cc: the adapter is not built; install one, such as the"
                        + " package gcc\n",
                built.output());
    }
}
