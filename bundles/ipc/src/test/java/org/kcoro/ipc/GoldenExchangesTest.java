// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.io.IOException;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kcoro.channels.Channel;

/**
 * The exchanges recorded of the C implementation, and where we are stricter or kinder, in bytes.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GoldenExchangesTest extends BytesOnTheWire {

    @Test
    void aClientOfVersionOneZeroMakesSendsReceivesAndCloses() throws IOException {
        try (RawPeer peer = RawPeer.hello(socket, 0)) {
            // MAKE buffered, elements of 4 bytes, capacity 1: the first id, and no RESULT.
            peer.send(
                    "000A 0000 00000018 0005 0004 00000001 0006 0004 00000004 0007 0004 00000001");
            peer.expect("000A 0000 00000008 0014 0004 000003E9");
            String id = "0014 0004 000003E9";
            String send = "000B 0000 00000018 " + id + " 0008 0004 %s 0015 0004 61626364";
            peer.send(send.formatted("00000000"));
            peer.expect("000B 0000 00000008 0016 0004 00000000");
            // Full: a try, then a bounded wait.
            peer.send(send.formatted("00000000"));
            peer.expect("000B 0000 00000008 0016 0004 FFFFFFF5");
            peer.send(send.formatted("00000005"));
            peer.expect("000B 0000 00000008 0016 0004 FFFFFFC2");
            // RECV with REQ_ID 12, then of an empty channel.
            peer.send("000D 0000 00000010 " + id + " 001A 0004 0000000C");
            peer.expect(
                    "000D 0000 00000018 001A 0004 0000000C 0016 0004 00000000 0015 0004 61626364");
            peer.send("000D 0000 00000008 " + id);
            peer.expect("000D 0000 00000008 0016 0004 FFFFFFF5");
            // TRY_SEND and TRY_RECV are answered as SEND and RECV.
            peer.send("000C 0000 00000010 " + id + " 0015 0004 7778797A");
            peer.expect("000B 0000 00000008 0016 0004 00000000");
            peer.send("000E 0000 00000008 " + id);
            peer.expect("000D 0000 00000010 0016 0004 00000000 0015 0004 7778797A");
            // GET_STATS of the channel, GET_INFO.
            peer.send("0003 0000 00000008 " + id);
            peer.expect("0003 0000 00000010 0009 0004 00000002 000A 0004 00000002");
            peer.send("0002 0000 00000000");
            peer.expect(
                    "0002 0000 00000018 0001 0004 00000001 0002 0004 00000001 0003 0004 00000000");
            // CLOSE with REQ_ID 16, twice; then sending and receiving find it closed.
            peer.send("000F 0000 00000010 " + id + " 001A 0004 00000010");
            peer.expect("000F 0000 00000010 001A 0004 00000010 0016 0004 00000000");
            peer.send("000F 0000 00000008 " + id);
            peer.expect("000F 0000 00000008 0016 0004 00000000");
            peer.send(send.formatted("00000000"));
            peer.expect("000B 0000 00000008 0016 0004 FFFFFFE0");
            peer.send("000D 0000 00000008 " + id);
            peer.expect("000D 0000 00000008 0016 0004 FFFFFFE0");
        }
    }

    @Test
    void errorsEchoTheRequestId() throws IOException {
        try (RawPeer peer = RawPeer.hello(socket, 1)) {
            String requestId = "001A 0004 DEADBEEF";
            String echoed = "0000 00000010 " + requestId + " 0016 0004 ";
            // No such channel; no channel named; an element of the wrong size.
            peer.send("000B 0000 00000018 0014 0004 00000001 0015 0004 61626364 " + requestId);
            peer.expect("000B " + echoed + "FFFFFFFE");
            peer.send("000D 0000 00000008 " + requestId);
            peer.expect("000D " + echoed + "FFFFFFEA");
            server.offer(Channel.buffered("fours", 1), 4);
            peer.send("000B 0000 00000017 0014 0004 000003E9 0015 0003 616263 " + requestId);
            peer.expect("000B " + echoed + "FFFFFFEA");
            // MAKE of an unknown kind, of an element size that is too large, and without one.
            peer.send("000A 0000 00000018 0005 0004 00000007 0006 0004 00000004 " + requestId);
            peer.expect("000A " + echoed + "FFFFFFEA");
            peer.send("000A 0000 00000010 0006 0004 00010000 " + requestId);
            peer.expect("000A " + echoed + "FFFFFFA6");
            peer.send("000A 0000 00000010 0006 0004 FFFFFFFF " + requestId);
            peer.expect("000A " + echoed + "FFFFFFA6");
            peer.send("000A 0000 00000008 " + requestId);
            peer.expect("000A " + echoed + "FFFFFFEA");
            // CLOSE and GET_STATS of no such channel, CLOSE of none.
            peer.send("000F 0000 00000010 0014 0004 00000001 " + requestId);
            peer.expect("000F " + echoed + "FFFFFFFE");
            peer.send("0003 0000 00000010 0014 0004 00000001 " + requestId);
            peer.expect("0003 " + echoed + "FFFFFFFE");
            peer.send("000F 0000 00000008 " + requestId);
            peer.expect("000F " + echoed + "FFFFFFEA");
            // An unknown command.
            peer.send("0063 0000 00000008 " + requestId);
            peer.expect("0063 " + echoed + "FFFFFFDA");
        }
    }

    @Test
    void framesOfNoLengthAndASecondHelloHarmNothing() throws IOException {
        try (RawPeer peer = RawPeer.hello(socket, 0)) {
            peer.send("0001 0000 00000010 0001 0004 00000009 0002 0004 00000007");
            peer.send("0000 0000 00000000");
            peer.send("000B 0000 00000000");
            peer.expect("000B 0000 00000008 0016 0004 FFFFFFEA");
            peer.send("000A 0000 00000000");
            peer.expect("000A 0000 00000008 0016 0004 FFFFFFEA");
            // A channel id of two bytes is none.
            peer.send("000D 0000 00000006 0014 0002 03E9");
            peer.expect("000D 0000 00000008 0016 0004 FFFFFFEA");
        }
    }

    @Test
    void aPeerOfVersionOneZeroHearsNothingOfUnknownCommandsNorOfVariableSizes() throws IOException {
        try (RawPeer peer = RawPeer.hello(socket, 0)) {
            peer.send("0063 0000 00000000");
            // DESTROY is never answered either.
            peer.send("0010 0000 00000008 0014 0004 00000001");
            peer.send("000A 0000 00000010 0005 0004 00000001 0006 0004 00000000");
            peer.expect("000A 0000 00000008 0016 0004 FFFFFFEA");
        }
    }

    @Test
    void theRecordedExchangesOfMake() throws IOException {
        try (RawPeer peer = RawPeer.hello(socket, 0)) {
            // MAKE buffered, elements of 16 bytes, capacity 4.
            peer.send(
                    "000A 0000 00000018 0005 0004 00000001 0006 0004 00000010 0007 0004 00000004");
            peer.expect("000A 0000 00000008 0014 0004 000003E9");
            // With REQ_ID DEADBEEF, in another order, and the reserved field set.
            peer.send(
                    "000A BEEF 00000018 001A 0004 DEADBEEF 0006 0004 00000010 0005 0004 00000000");
            peer.expect("000A 0000 00000010 001A 0004 DEADBEEF 0014 0004 000003EA");
            // GET_STATS of no channel.
            peer.send("0003 0000 00000000");
            peer.expect("0003 0000 00000010 0009 0004 00000000 000A 0004 00000000");
        }
    }

    @Test
    void aConflatedChannelKeepsTheNewestAndAnUnlimitedOneAll() throws IOException {
        try (RawPeer peer = RawPeer.hello(socket, 0)) {
            peer.send("000A 0000 00000010 0005 0004 FFFFFFFF 0006 0004 00000001");
            peer.expect("000A 0000 00000008 0014 0004 000003E9");
            // Its capacity says nothing.
            peer.send(
                    "000A 0000 00000018 0005 0004 FFFFFFFE 0006 0004 00000001 0007 0004 FFFFFFFF");
            peer.expect("000A 0000 00000008 0014 0004 000003EA");
            for (String id : new String[] {"000003E9", "000003EA"}) {
                for (String element : new String[] {"61", "62"}) {
                    peer.send("000B 0000 0000000D 0014 0004 " + id + " 0015 0001 " + element);
                    peer.expect("000B 0000 00000008 0016 0004 00000000");
                }
            }
            String received = "000D 0000 0000000D 0016 0004 00000000 0015 0001 ";
            peer.send("000D 0000 00000008 0014 0004 000003E9");
            peer.expect(received + "62");
            peer.send("000D 0000 00000008 0014 0004 000003E9");
            peer.expect("000D 0000 00000008 0016 0004 FFFFFFF5");
            peer.send("000D 0000 00000008 0014 0004 000003EA");
            peer.expect(received + "61");
            peer.send("000D 0000 00000008 0014 0004 000003EA");
            peer.expect(received + "62");
        }
    }

    @Test
    void aTryToSendMeetsAReceiverOfAnotherPeer() throws IOException {
        try (RawPeer receiver = RawPeer.hello(socket, 1);
                RawPeer sender = RawPeer.hello(socket, 0)) {
            receiver.send("000A 0000 00000008 0006 0004 00000001");
            receiver.expect("000A 0000 00000008 0014 0004 000003E9");
            String id = "0014 0004 000003E9";
            sender.send("000C 0000 0000000D " + id + " 0015 0001 61");
            sender.expect("000B 0000 00000008 0016 0004 FFFFFFF5");
            receiver.send("000D 0000 00000018 " + id + " 0008 0004 FFFFFFFF 001A 0004 00000001");
            // A second receive, a try, is answered once the first one waits.
            receiver.send("000D 0000 00000010 " + id + " 001A 0004 00000002");
            receiver.expect("000D 0000 00000010 001A 0004 00000002 0016 0004 FFFFFFF5");
            // It may not have enrolled yet, so this one waits.
            sender.send("000B 0000 00000015 " + id + " 0008 0004 FFFFFFFF 0015 0001 62");
            sender.expect("000B 0000 00000008 0016 0004 00000000");
            receiver.expect(
                    "000D 0000 00000015 001A 0004 00000001 0016 0004 00000000 0015 0001 62");
        }
    }

    @Test
    void aDestroyedChannelIsDrainedAndStaysClosed() throws IOException {
        try (RawPeer peer = RawPeer.hello(socket, 0)) {
            peer.send("000A 0000 00000010 0005 0004 00000001 0006 0004 00000001");
            peer.expect("000A 0000 00000008 0014 0004 000003E9");
            String id = "0014 0004 000003E9";
            peer.send("000B 0000 0000000D " + id + " 0015 0001 61");
            peer.expect("000B 0000 00000008 0016 0004 00000000");
            peer.send("0010 0000 00000008 " + id);
            peer.send("000B 0000 0000000D " + id + " 0015 0001 62");
            peer.expect("000B 0000 00000008 0016 0004 FFFFFFE0");
            peer.send("000D 0000 00000008 " + id);
            peer.expect("000D 0000 0000000D 0016 0004 00000000 0015 0001 61");
            for (int i = 0; i < 2; i++) {
                peer.send("000D 0000 00000008 " + id);
                peer.expect("000D 0000 00000008 0016 0004 FFFFFFE0");
            }
            peer.send("000F 0000 00000008 " + id);
            peer.expect("000F 0000 00000008 0016 0004 00000000");
        }
    }

    @Test
    void requestsWithoutAnIdAreAnsweredInOrder() throws IOException, InterruptedException {
        Channel<byte[]> channel = Channel.buffered("ordered", 1);
        int id = server.offer(channel, 1);
        String name = "0014 0004 " + "%08X".formatted(id);
        try (RawPeer peer = RawPeer.hello(socket, 0)) {
            // A receive that waits for ever, a send to another channel, GET_INFO.
            peer.send("000D 0000 00000010 " + name + " 0008 0004 FFFFFFFF");
            peer.send("000B 0000 0000000D 0014 0004 00000001 0015 0001 61");
            channel.send(new byte[] {'x'});
            peer.expect("000D 0000 0000000D 0016 0004 00000000 0015 0001 78");
            peer.expect("000B 0000 00000008 0016 0004 FFFFFFFE");
        }
    }

    @Test
    void requestsWithAnIdOvertakeOneThatWaits() throws IOException, InterruptedException {
        Channel<byte[]> empty = Channel.buffered("empty", 1);
        String name = "0014 0004 " + "%08X".formatted(server.offer(empty, 1));
        try (RawPeer peer = RawPeer.hello(socket, 1)) {
            peer.send("000D 0000 00000018 " + name + " 0008 0004 FFFFFFFF 001A 0004 00000001");
            // Of the wrong size: it is refused, and the receive still waits.
            peer.send("000B 0000 00000016 " + name + " 0015 0002 6161 001A 0004 00000002");
            peer.expect("000B 0000 00000010 001A 0004 00000002 0016 0004 FFFFFFEA");
            // This one ends the wait; then either may be answered first.
            peer.send("000B 0000 00000015 " + name + " 0015 0001 61 001A 0004 00000003");
            peer.expectInAnyOrder(
                    "000B 0000 00000010 001A 0004 00000003 0016 0004 00000000",
                    "000D 0000 00000015 001A 0004 00000001 0016 0004 00000000 0015 0001 61");
        }
    }

    @Test
    void anotherMajorVersionGetsOurHelloAndTheEnd() throws IOException {
        try (RawPeer peer = new RawPeer(socket)) {
            peer.send("0001 0000 00000010 0001 0004 00000009 0002 0004 00000007");
            peer.expect("0001 0000 00000010 0001 0004 00000001 0002 0004 00000001");
            peer.expectEnd();
        }
    }

    @Test
    void whatIsNoHelloOrNoFrameEndsTheConnectionAndNoOther() throws IOException {
        try (RawPeer good = RawPeer.hello(socket, 1);
                RawPeer early = new RawPeer(socket);
                RawPeer huge = RawPeer.hello(socket, 1);
                RawPeer truncated = RawPeer.hello(socket, 1);
                RawPeer trailing = RawPeer.hello(socket, 0)) {
            truncated.send("000D 0000 00000008 0014 0005 00000001");
            truncated.expectEnd();
            trailing.send("000D 0000 0000000B 0014 0004 00000001 000000");
            trailing.expectEnd();
            early.send("0002 0000 00000000");
            early.expectEnd();
            huge.send("000B 0000 FFFFFFFF 00");
            huge.expectEnd();
            good.send("0002 0000 00000000");
            good.expect(
                    "0002 0000 00000018 0001 0004 00000001 0002 0004 00000001 0003 0004 00000000");
        }
    }

    @Test
    void aReceiveOfAPeerThatHasGoneTakesNothing() throws IOException, InterruptedException {
        Channel<byte[]> channel = Channel.buffered("left", 1);
        String name = "0014 0004 " + "%08X".formatted(server.offer(channel, 1));
        RawPeer gone = RawPeer.hello(socket, 1);
        gone.send("000D 0000 00000018 " + name + " 0008 0004 FFFFFFFF 001A 0004 00000001");
        // Answered after the receive before it has gone to its lane.
        gone.send("0002 0000 00000008 001A 0004 00000002");
        gone.expect(
                "0002 0000 00000020 001A 0004 00000002 0001 0004 00000001 0002 0004 00000001 0003"
                        + " 0004 00000000");
        gone.close();
        // A rendezvous with the end of its coroutines: shut the server down, then look.
        server.close();
        scheduler.shutdown(Duration.ofSeconds(120));
        channel.send(new byte[] {'x'});
        org.junit.jupiter.api.Assertions.assertEquals(1, channel.snapshot().depth());
    }
}
