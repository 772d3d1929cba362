// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.conformance;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelBuilder;
import org.kcoro.channels.ChannelKind;
import org.kcoro.channels.OverflowPolicy;
import org.kcoro.ipc.ElementCodec;
import org.kcoro.ipc.IpcClient;
import org.kcoro.ipc.IpcServer;
import org.kcoro.ipc.Transport;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.testkit.ChannelCapabilities;
import org.kcoro.testkit.ChannelKit;
import org.kcoro.testkit.ChannelSettings;

/**
 * Channels by way of the bridge: a client of a server in the same process, over a socket; on each
 * switcher, with 1 and 2 workers.
 */
@ParameterizedClass
@MethodSource("machines")
class RemoteChannelIT extends ChannelKit {

    private static final ElementCodec<Integer> INTEGERS =
            new ElementCodec<>() {
                @Override
                public byte[] encode(Integer element) {
                    return ByteBuffer.allocate(Integer.BYTES).putInt(element).array();
                }

                @Override
                public Integer decode(byte[] bytes) {
                    return ByteBuffer.wrap(bytes).getInt();
                }
            };

    static Stream<Arguments> machines() {
        return Stream.of("virtual-thread", "continuation", "jdk")
                .flatMap(
                        switcher ->
                                Stream.of(1, 2).map(workers -> Arguments.of(switcher, workers)));
    }

    @TempDir Path folder;

    private final String switcher;
    private final int workers;
    private Scheduler scheduler;
    private IpcServer server;
    private IpcClient client;

    RemoteChannelIT(String switcher, int workers) {
        this.switcher = switcher;
        this.workers = workers;
    }

    @Override
    protected Scheduler newScheduler() {
        scheduler =
                Scheduler.builder()
                        .switcher(switcher)
                        .workers(workers)
                        .failureHandler(this::failed)
                        .build();
        return scheduler;
    }

    /** What is offered to the peer, and there used by its id. */
    @Override
    protected Channel<Integer> newChannel(ChannelSettings settings) throws Exception {
        if (server == null) {
            Path socket = folder.resolve("s");
            server = IpcServer.builder().drain(Duration.ZERO).build(scheduler);
            server.listen(Transport.unixStream(), socket);
            client =
                    IpcClient.builder()
                            .grace(Duration.ofMinutes(1))
                            .connect(scheduler, Transport.unixStream(), socket);
        }
        ChannelBuilder<byte[]> builder =
                Channel.<byte[]>builder(settings.name()).onOverflow(settings.overflow());
        if (settings.onUndelivered() != null) {
            builder.onUndelivered(bytes -> settings.onUndelivered().accept(INTEGERS.decode(bytes)));
        }
        switch (settings.kind()) {
            case RENDEZVOUS -> builder.rendezvous();
            case BUFFERED -> builder.buffered(settings.capacity());
            case CONFLATED -> builder.conflated();
            case UNLIMITED -> builder.unlimited();
        }
        return client.openChannel(server.offer(builder.build(), Integer.BYTES)).as(INTEGERS);
    }

    @AfterEach
    void endBridge() throws IOException {
        if (server != null) {
            client.close();
            server.close();
        }
    }

    /**
     * The snapshot is the peer's: it counts one waiter for all requests of a connection that wait
     * for the same, and what stands on the way. Overflow policies are the peer's too.
     */
    @Override
    protected ChannelCapabilities capabilities() {
        return new ChannelCapabilities(
                EnumSet.allOf(ChannelKind.class),
                EnumSet.of(OverflowPolicy.WAIT),
                true,
                true,
                false,
                true,
                false,
                false,
                true,
                false,
                false,
                false);
    }

    @Override
    protected int races() {
        return 15;
    }
}
