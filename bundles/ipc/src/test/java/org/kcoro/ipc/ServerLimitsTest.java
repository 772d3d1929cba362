// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kcoro.channels.Channel;
import org.kcoro.port.Settings;
import org.kcoro.scheduler.Scheduler;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A server gives its peers no more than its settings allow. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServerLimitsTest {

    private static final String MAKE = "000A 0000 00000010 0005 0004 00000001 0006 0004 00000001";
    private static final String NO_MEMORY = "000A 0000 00000008 0016 0004 FFFFFFF4";

    @TempDir Path folder;

    private interface Body {
        void run(IpcServer server, Path socket) throws Exception;
    }

    private void serving(UnaryOperator<IpcServerBuilder> settings, Body body) throws Exception {
        Path socket = folder.resolve("s");
        try (Scheduler scheduler = Scheduler.builder().workers(2).build();
                IpcServer server =
                        settings.apply(IpcServer.builder().drain(Duration.ZERO)).build(scheduler)) {
            server.listen(Transport.unixStream(), socket);
            body.run(server, socket);
        }
    }

    @Test
    void aConnectionTooManyIsClosed() throws Exception {
        serving(
                builder -> builder.maxConnections(1),
                (server, socket) -> {
                    try (RawPeer first = RawPeer.hello(socket, 1);
                            RawPeer second = new RawPeer(socket)) {
                        second.expectEnd();
                        first.send(MAKE);
                        first.expect("000A 0000 00000008 0014 0004 000003E9");
                    }
                });
    }

    @Test
    void channelsAreLimitedForAPeerAndInAll() throws Exception {
        serving(
                builder -> builder.maxChannels(3).maxChannelsPerPeer(2),
                (server, socket) -> {
                    try (RawPeer first = RawPeer.hello(socket, 0);
                            RawPeer second = RawPeer.hello(socket, 0)) {
                        first.send(MAKE + MAKE + MAKE);
                        first.expect("000A 0000 00000008 0014 0004 000003E9");
                        first.expect("000A 0000 00000008 0014 0004 000003EA");
                        first.expect(NO_MEMORY);
                        second.send(MAKE + MAKE);
                        second.expect("000A 0000 00000008 0014 0004 000003EB");
                        second.expect(NO_MEMORY);
                        // One that is destroyed makes room.
                        first.send("0010 0000 00000008 0014 0004 000003E9 0002 0000 00000000");
                        first.expect("0002 0000 00000018");
                        second.send(MAKE);
                        second.expect("000A 0000 00000008 0014 0004 000003EC");
                    }
                });
    }

    @Test
    void aFrameThatIsTooLongEndsItsConnection() throws Exception {
        serving(
                builder -> builder.maxFrameBytes(16),
                (server, socket) -> {
                    try (RawPeer peer = RawPeer.hello(socket, 0)) {
                        peer.send(MAKE);
                        peer.expect("000A 0000 00000008");
                        peer.expect("0014 0004 000003E9");
                        peer.send("000B 0000 00000011");
                        peer.expectEnd();
                    }
                });
    }

    @Test
    void requestsInFlightAreLimitedForAPeerAndInAll() throws Exception {
        serving(
                builder -> builder.maxRequests(2).maxRequestsPerPeer(1),
                (server, socket) -> {
                    Channel<byte[]> channel = Channel.buffered("empty", 1);
                    String id = "0014 0004 %08X".formatted(server.offer(channel, 1));
                    String receive = "000D 0000 00000018 " + id + " 0008 0004 FFFFFFFF 001A 0004 ";
                    String refused = "000D 0000 00000010 001A 0004 %s 0016 0004 FFFFFFF4";
                    try (RawPeer first = RawPeer.hello(socket, 1);
                            RawPeer second = RawPeer.hello(socket, 1);
                            RawPeer third = RawPeer.hello(socket, 1)) {
                        first.send(receive + "00000001" + receive + "00000002");
                        first.expect(refused.formatted("00000002"));
                        second.send(receive + "00000003" + receive + "00000004");
                        second.expect(refused.formatted("00000004"));
                        third.send(receive + "00000005");
                        third.expect(refused.formatted("00000005"));
                        // What is answered counts no longer.
                        channel.send(new byte[] {'x'});
                        channel.send(new byte[] {'y'});
                        first.expect("000D 0000 00000015 001A 0004 00000001");
                        second.expect("000D 0000 00000015 001A 0004 00000003");
                    }
                });
    }

    @Test
    void bytesInFlightAreLimited() throws Exception {
        serving(
                builder -> builder.maxRequestBytesPerPeer(3),
                (server, socket) -> {
                    Channel<byte[]> channel = Channel.buffered("full", 1);
                    int number = server.offer(channel, IpcServer.VARIABLE_SIZE);
                    String id = "0014 0004 %08X".formatted(number);
                    try (RawPeer peer = RawPeer.hello(socket, 1)) {
                        peer.send("000B 0000 00000010 " + id + " 0015 0004 61616161");
                        peer.expect("000B 0000 00000008 0016 0004 FFFFFFF4");
                        peer.send("000B 0000 0000000F " + id + " 0015 0003 616161");
                        peer.expect("000B 0000 00000008 0016 0004 00000000");
                    }
                });
    }

    @Test
    void aSettingThatCannotBeUsedIsNamed() throws IOException {
        IpcServerBuilder builder = IpcServer.builder();
        String message =
                assertThrows(
                                IllegalArgumentException.class,
                                () ->
                                        builder.settings(
                                                Settings.of(
                                                        Map.of("maxConnections", "0"),
                                                        unset -> null)))
                        .getMessage();
        assertTrue(message.contains("maxConnections"), message);
        assertThrows(IllegalArgumentException.class, () -> builder.maxChannels(-1));
    }
}
