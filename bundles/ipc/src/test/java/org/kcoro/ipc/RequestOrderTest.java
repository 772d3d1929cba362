// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelSnapshot;
import org.kcoro.scheduler.Scheduler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Which request waits for which, and what becomes of those whose peer has gone. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RequestOrderTest {

    private static final String OK = "0016 0004 00000000";
    private static final String EAGAIN = "0016 0004 FFFFFFF5";
    private static final String ETIME = "0016 0004 FFFFFFC2";
    private static final String EPIPE = "0016 0004 FFFFFFE0";
    private static final String ECANCELED = "0016 0004 FFFFFF83";

    @TempDir Path folder;

    private Path socket;
    private Scheduler scheduler;
    private IpcServer server;

    @BeforeEach
    void start() throws IOException {
        socket = folder.resolve("s");
        scheduler = Scheduler.builder().workers(2).build();
        server = IpcServer.builder().drain(Duration.ofMillis(1)).build(scheduler);
        server.listen(Transport.unixStream(), socket);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        scheduler.close();
    }

    private String offer(Channel<byte[]> channel) {
        return "0014 0004 " + "%08X".formatted(server.offer(channel, 1));
    }

    private static String receive(String channel, String timeout, int requestId) {
        return "000D 0000 00000018 "
                + channel
                + " 0008 0004 "
                + timeout
                + " 001A 0004 "
                + "%08X".formatted(requestId);
    }

    private static String send(String channel, String timeout, int requestId) {
        return "000B 0000 0000001D "
                + channel
                + " 0008 0004 "
                + timeout
                + " 0015 0001 61 001A 0004 "
                + "%08X".formatted(requestId);
    }

    private static String replied(String command, int requestId, String result) {
        return command + " 0000 00000010 001A 0004 " + "%08X".formatted(requestId) + " " + result;
    }

    @Test
    void whatNeedsNoWaitIsAnsweredBehindAReceiveThatWaits() throws Exception {
        Channel<byte[]> channel = Channel.buffered("empty", 1);
        String id = offer(channel);
        try (RawPeer peer = RawPeer.hello(socket, 1)) {
            peer.send(receive(id, "FFFFFFFF", 1));
            peer.send(receive(id, "00000000", 2));
            peer.expect(replied("000D", 2, EAGAIN));
            peer.send(receive(id, "00000001", 3));
            peer.expect(replied("000D", 3, ETIME));
            // Two that wait longer, of which the later one has less time.
            peer.send(receive(id, "7FFFFFFF", 4));
            peer.send(receive(id, "00000001", 5));
            peer.expect(replied("000D", 5, ETIME));
            channel.send(new byte[] {'x'});
            peer.expect("000D 0000 00000015 001A 0004 00000001 " + OK + " 0015 0001 78");
            channel.close();
            peer.expect(replied("000D", 4, EPIPE));
        }
    }

    private static String cancel(String channel, int requestId) {
        return "002A 0000 00000010 001A 0004 %08X ".formatted(requestId) + channel;
    }

    @Test
    void aRequestThatIsCancelledIsAnsweredAndTakesNothing() throws Exception {
        Channel<byte[]> channel = Channel.buffered("empty", 1);
        String id = offer(channel);
        try (RawPeer peer = RawPeer.hello(socket, 1)) {
            for (int i = 1; i <= 3; i++) {
                peer.send(receive(id, "FFFFFFFF", i));
            }
            // One that waits behind another one, one that waits, and those that are not there.
            peer.send(cancel(id, 2));
            peer.expect(replied("000D", 2, ECANCELED));
            peer.send(cancel(id, 1));
            peer.expect(replied("000D", 1, ECANCELED));
            peer.send(cancel(id, 1) + cancel(id, 9) + cancel("0014 0004 00000007", 3));
            channel.send(new byte[] {'x'});
            peer.expect("000D 0000 00000015 001A 0004 00000003 " + OK + " 0015 0001 78");
            peer.send("0002 0000 00000000");
            peer.expect("0002 0000 00000018");
        }
        assertEquals(1, channel.snapshot().recvs());
    }

    @Test
    void aPeerOfVersionOneZeroCancelsNothing() throws Exception {
        Channel<byte[]> channel = Channel.buffered("empty", 1);
        String id = offer(channel);
        try (RawPeer peer = RawPeer.hello(socket, 0)) {
            peer.send(receive(id, "FFFFFFFF", 1) + cancel(id, 1));
            channel.send(new byte[] {'x'});
            peer.expect("000D 0000 00000015 001A 0004 00000001 " + OK + " 0015 0001 78");
        }
    }

    @Test
    void aSecondCloseSaysThatItCameLate() throws Exception {
        String id = offer(Channel.buffered("closed", 1));
        String close = "000F 0000 00000008 " + id;
        try (RawPeer peer = RawPeer.hello(socket, 1)) {
            peer.send(close + close);
            peer.expect("000F 0000 00000008 " + OK);
            peer.expect("000F 0000 00000010 " + OK + " 0045 0004 00000001");
        }
        try (RawPeer peer = RawPeer.hello(socket, 0)) {
            peer.send(close);
            peer.expect("000F 0000 00000008 " + OK);
        }
    }

    @Test
    void aCloseEndsTheSendsThatWaitAndNotThoseThatHaveRoom() throws Exception {
        Channel<byte[]> channel = Channel.buffered("two", 2);
        String id = offer(channel);
        try (RawPeer peer = RawPeer.hello(socket, 1)) {
            StringBuilder all = new StringBuilder();
            for (int i = 1; i <= 4; i++) {
                all.append(send(id, "FFFFFFFF", i));
            }
            all.append("000F 0000 00000010 ").append(id).append(" 001A 0004 00000006");
            peer.send(all.toString());
            peer.expect(replied("000B", 1, OK));
            peer.expect(replied("000B", 2, OK));
            peer.expectInAnyOrder(
                    replied("000B", 3, EPIPE), replied("000B", 4, EPIPE), replied("000F", 6, OK));
            assertEquals(2, channel.snapshot().sends());
        }
    }

    @Test
    void whatAPeerHasAskedForBeforeItsEndIsDone() throws Exception {
        Channel<byte[]> channel = Channel.buffered("four", 4);
        String id = offer(channel);
        RawPeer peer = RawPeer.hello(socket, 0);
        // A receive that would wait for ever, a send and a close behind it, and the end.
        peer.send("000D 0000 00000010 " + id + " 0008 0004 FFFFFFFF");
        peer.send("000B 0000 0000000D " + id + " 0015 0001 61");
        peer.send("000F 0000 00000008 " + id);
        peer.endOutput();
        peer.expect("000D 0000 00000008 " + ECANCELED);
        peer.expect("000B 0000 00000008 " + OK);
        peer.expect("000F 0000 00000008 " + OK);
        peer.expectEnd();
        peer.close();
        assertArrayEquals(new byte[] {'a'}, channel.receive());
        assertNull(channel.receiveOrClosed());
    }

    @Test
    void elementsWhoseRepliesDidNotGoOutStandAtTheHeadAgain() throws Exception {
        int count = 100;
        Channel<byte[]> channel = Channel.unlimited("many");
        int id = server.offer(channel, IpcServer.VARIABLE_SIZE);
        for (int i = 0; i < count; i++) {
            channel.send(ByteBuffer.allocate(60_000).putInt(i).array());
        }
        RawPeer peer = RawPeer.hello(socket, 1);
        for (int i = 1; i <= count; i++) {
            peer.send(receive("0014 0004 " + "%08X".formatted(id), "FFFFFFFF", i));
        }
        // The first reply has begun: the others fill the socket, the buffers and the lane.
        peer.expect("000D 0000");
        peer.close();
        server.close();
        ChannelSnapshot left = channel.snapshot();
        assertEquals(0, left.reserved());
        assertTrue(left.recvs() < count, left.toString());
        assertEquals(count, left.recvs() + left.depth());
        channel.close();
        for (int i = (int) left.recvs(); i < count; i++) {
            assertEquals(i, ByteBuffer.wrap(channel.receive()).getInt());
        }
    }

    @Test
    void aServerThatClosesAnswersThoseThatWait() throws Exception {
        String id = offer(Channel.rendezvous("never"));
        try (RawPeer peer = RawPeer.hello(socket, 1)) {
            peer.send(receive(id, "FFFFFFFF", 1));
            peer.send(receive(id, "FFFFFFFF", 2));
            peer.send(receive(id, "00000000", 3));
            peer.expect(replied("000D", 3, EAGAIN));
            server.close();
            peer.expect(replied("000D", 1, ECANCELED));
            peer.expect(replied("000D", 2, ECANCELED));
            peer.expectEnd();
        }
    }
}
