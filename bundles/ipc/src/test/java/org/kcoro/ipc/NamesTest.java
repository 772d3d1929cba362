// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.ChannelKind;
import org.kcoro.channels.ChannelSnapshot;
import org.kcoro.channels.Channels;
import org.kcoro.protocol.WireResult;
import org.kcoro.scheduler.Scheduler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Channels by name, lists and counters of 64 bits: what 1.1 adds, in bytes and by our client. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NamesTest {

    @TempDir Path folder;

    private Path socket;
    private Scheduler scheduler;
    private Channels channels;
    private IpcServer server;

    @BeforeEach
    void start() throws IOException {
        socket = folder.resolve("s");
        scheduler = Scheduler.builder().workers(2).build();
        channels = Channels.builder().drain(Duration.ZERO).build();
        server = IpcServer.builder().channels(channels).drain(Duration.ZERO).build(scheduler);
        server.listen(Transport.unixStream(), socket);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        channels.close();
        scheduler.close();
    }

    private static final String OPEN_JOBS =
            "0028 0000 00000030 001A 0004 00000001 0040 0004 6A6F6273 0041 0004 00000001"
                    + " 0005 0004 00000001 0006 0004 00000000 0007 0004 00000400";
    private static final String OPENED_JOBS =
            "0028 0000 00000028 001A 0004 00000001 0014 0004 000003E9"
                    + " 0005 0004 00000001 0006 0004 00000000 0007 0004 00000400";

    /** A channel with its snapshot: attributes of a reply, and of an ENTRY. */
    private static final String JOBS =
            "0014 0004 000003E9 0040 0004 6A6F6273 0005 0004 00000001 0006 0004 00000000"
                    + " 0007 0004 00000400 0044 0004 00000000 0045 0004 00000000"
                    + counters();

    private static String counters() {
        StringBuilder all = new StringBuilder();
        for (int type = 70; type < 90; type++) {
            all.append(" %04X 0008 0000000000000000".formatted(type));
        }
        return all.toString();
    }

    @Test
    void goldenBytes() throws IOException {
        try (RawPeer peer = RawPeer.hello(socket, 1)) {
            peer.send("0028 0000 00000010 001A 0004 00000001 0040 0004 6A6F6273");
            peer.expect("0028 0000 00000010 001A 0004 00000001 0016 0004 FFFFFFFE");
            peer.send(OPEN_JOBS);
            peer.expect(OPENED_JOBS);
            peer.send("0028 0000 00000008 0040 0004 6A6F6273");
            peer.expect(
                    "0028 0000 00000020 0014 0004 000003E9"
                            + " 0005 0004 00000001 0006 0004 00000000 0007 0004 00000400");
            peer.send("0003 0000 00000008 0014 0004 000003E9");
            peer.expect("0003 0000 00000138 0009 0004 00000000 000A 0004 00000000 " + JOBS);
            peer.send("0029 0000 00000000");
            peer.expect("0029 0000 0000012C 0043 0128 " + JOBS);
            // No name, an empty one, one that is no UTF-8, and a kind that is none.
            peer.send("0028 0000 00000000");
            peer.expect("0028 0000 00000008 0016 0004 FFFFFFEA");
            peer.send("0028 0000 00000004 0040 0000");
            peer.expect("0028 0000 00000008 0016 0004 FFFFFFEA");
            peer.send("0028 0000 00000005 0040 0001 FF");
            peer.expect("0028 0000 00000008 0016 0004 FFFFFFEA");
            peer.send(
                    "0028 0000 0000001D 0040 0001 61 0041 0004 00000001"
                            + " 0005 0004 00000007 0006 0004 00000000");
            peer.expect("0028 0000 00000008 0016 0004 FFFFFFEA");
        }
    }

    @Test
    void aPeerOfVersionOneZeroKnowsNoneOfIt() throws IOException {
        try (RawPeer peer = RawPeer.hello(socket, 0)) {
            peer.send(OPEN_JOBS + "0029 0000 00000000 0002 0000 00000000");
            peer.expect("0002 0000 00000018");
        }
    }

    @Test
    void aNameStandsForOneChannelUntilItIsClosedAndDrained() throws Exception {
        try (IpcClient client = IpcClient.connect(scheduler, Transport.unixStream(), socket)) {
            assertEquals(
                    WireResult.ENOENT,
                    assertThrows(IpcException.class, () -> client.openChannel("jobs")).result());
            RemoteChannel made = client.openChannel("jobs", ChannelKind.BUFFERED, 2, 0);
            RemoteChannel again = client.openChannel("jobs", ChannelKind.UNLIMITED, 0, 4);
            assertEquals(made.id(), again.id());
            made.send(new byte[] {1});
            Channel<byte[]> local = channels.open("jobs", byte[].class);
            assertEquals(2, local.capacity());
            made.close();
            assertEquals(made.id(), client.openChannel("jobs").id());
            assertArrayEquals(new byte[] {1}, again.receive());
            assertThrows(ChannelClosedException.class, again::receive);
            RemoteChannel next = client.openChannel("jobs", ChannelKind.UNLIMITED, 0, 4);
            assertEquals(made.id() + 1, next.id());
            assertThrows(ChannelClosedException.class, again::receive);
        }
    }

    @Test
    void channelsOfTheProcessAreOpenedByNameIfTheyAreOfBytes() throws Exception {
        Channel<byte[]> bytes =
                channels.create("bytes", byte[].class, builder -> builder.buffered(1));
        channels.create("texts", String.class, builder -> {});
        try (IpcClient client = IpcClient.connect(scheduler, Transport.unixStream(), socket)) {
            client.openChannel("bytes").send("x".getBytes(StandardCharsets.UTF_8));
            assertEquals(1, bytes.receive().length);
            assertThrows(IpcException.class, () -> client.openChannel("texts"));
            assertThrows(
                    IpcException.class,
                    () -> client.openChannel("texts", ChannelKind.BUFFERED, 1, 0));
            // The connection goes on.
            assertEquals(
                    List.of("bytes"),
                    client.listChannels().stream().map(i -> i.snapshot().name()).toList());
        }
    }

    @Test
    void aListHasPagesAndAllCounters() throws Exception {
        int count = 150;
        for (int i = 0; i < count; i++) {
            server.offer(Channel.conflated("number " + i), 4);
        }
        try (IpcClient client = IpcClient.connect(scheduler, Transport.unixStream(), socket)) {
            RemoteChannel jobs = client.openChannel("jobs", ChannelKind.BUFFERED, 2, 0);
            jobs.send(new byte[10]);
            jobs.send(new byte[5]);
            assertFalse(jobs.send(new byte[1], Duration.ZERO));
            jobs.receive();
            List<RemoteChannelInfo> all = client.listChannels();
            assertEquals(
                    IntStream.rangeClosed(1001, 1001 + count).boxed().toList(),
                    all.stream().map(RemoteChannelInfo::id).toList());
            RemoteChannelInfo info = jobs.info();
            assertEquals(all.get(count), info);
            ChannelSnapshot local = channels.open("jobs", byte[].class).snapshot();
            assertEquals(local, info.snapshot());
            assertEquals(15, info.snapshot().bytesSent());
            assertTrue(info.snapshot().sendEagain() > 0);
            assertEquals(ChannelKind.CONFLATED, all.get(0).snapshot().kind());
            assertEquals(4, all.get(0).elementSize());
            assertThrows(IpcException.class, () -> client.channel(7).info());
        }
    }

    @Test
    void aNameThatIsTooLongIsRefusedHere() throws Exception {
        try (IpcClient client = IpcClient.connect(scheduler, Transport.unixStream(), socket)) {
            String longest = HexFormat.of().formatHex(new byte[127]) + "x";
            client.openChannel(longest, ChannelKind.BUFFERED, 1, 0);
            assertEquals(longest, client.listChannels().get(0).snapshot().name());
            assertThrows(IpcException.class, () -> client.openChannel(longest + "y"));
            assertThrows(IpcException.class, () -> client.openChannel(""));
        }
    }
}
