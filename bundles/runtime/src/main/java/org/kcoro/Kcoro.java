// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

import org.kcoro.channels.Channels;
import org.kcoro.ipc.IpcClient;
import org.kcoro.ipc.IpcServer;
import org.kcoro.ipc.Transport;
import org.kcoro.port.Settings;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.CoroutineBody;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.scheduler.SchedulerBuilder;
import org.kcoro.zref.Backends;
import org.kcoro.zref.Regions;

/**
 * kcoro in a plain Java program: a scheduler, channels by name, regions and backends of payloads
 * outside the heap, and what goes with them. All methods may be called from any coroutine or
 * thread.
 */
public final class Kcoro implements AutoCloseable {

    private final Scheduler scheduler;
    private final Channels channels;
    private final Regions regions;
    private final Backends backends;

    private Kcoro(Scheduler scheduler, Channels channels, Regions regions, Backends backends) {
        this.scheduler = scheduler;
        this.channels = channels;
        this.regions = regions;
        this.backends = backends;
    }

    /** Starts with the settings of the system properties {@code kcoro.*}, or their defaults. */
    public static Kcoro start() {
        return start(builder -> {});
    }

    /**
     * Starts with the settings of the system properties {@code kcoro.*}, changed by the caller.
     *
     * @throws IllegalArgumentException when a setting cannot be used, with its name
     */
    public static Kcoro start(Consumer<SchedulerBuilder> settings) {
        SchedulerBuilder builder = Scheduler.builder().settings(Settings.ofSystem());
        settings.accept(builder);
        // First, for they have nothing to give back where the scheduler does not start.
        Channels channels = Channels.builder().settings(Settings.ofSystem()).build();
        Regions regions = Regions.builder().settings(Settings.ofSystem()).build();
        Backends backends = Backends.builder().settings(Settings.ofSystem()).build();
        return new Kcoro(builder.build(), channels, regions, backends);
    }

    /** The scheduler. */
    public Scheduler scheduler() {
        return scheduler;
    }

    /** The channels that go by a name. */
    public Channels channels() {
        return channels;
    }

    /** The regions of memory outside the heap. */
    public Regions regions() {
        return regions;
    }

    /** The backends of descriptor channels; {@link Backends#bind} makes one. */
    public Backends backends() {
        return backends;
    }

    /** Launches a coroutine with a result; see {@link Scheduler#launch(String, Callable)}. */
    public <T> Coroutine<T> launch(String name, Callable<T> body) {
        return scheduler.launch(name, body);
    }

    /** Launches a coroutine; see {@link Scheduler#launch(String, CoroutineBody)}. */
    public Coroutine<Void> launch(String name, CoroutineBody body) {
        return scheduler.launch(name, body);
    }

    /**
     * Serves channels to other processes on a socket; those of bytes in {@link #channels} they open
     * by name. The caller closes it before this object.
     *
     * @throws IOException as {@link Transport#listen} does
     */
    public IpcServer serve(Path socket) throws IOException {
        IpcServer server = IpcServer.builder().channels(channels).build(scheduler);
        server.listen(Transport.unixStream(), socket);
        return server;
    }

    /**
     * Connects to the channels of another process. The caller closes it before this object.
     *
     * @throws IOException when nobody listens there
     * @throws InterruptedException when the thread that waits is interrupted
     */
    public IpcClient connect(Path socket) throws IOException, InterruptedException {
        return IpcClient.connect(scheduler, Transport.unixStream(), socket);
    }

    /**
     * Drains the channels that go by a name and cancels what is left of them, as {@link
     * Channels#close} does, and those of backends, as {@link Backends#close} does; then cancels
     * what still runs and stops the workers, as {@link Scheduler#close} does; at last ends the
     * regions, as {@link Regions#close} does.
     */
    @Override
    public void close() {
        channels.close();
        backends.close();
        scheduler.close();
        regions.close();
    }
}
