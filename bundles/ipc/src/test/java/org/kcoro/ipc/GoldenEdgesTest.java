// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.io.IOException;
import java.lang.reflect.Proxy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelSnapshot;

/** What is absent, at its limit, or there twice, in bytes. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GoldenEdgesTest extends BytesOnTheWire {

    private static final String OUR_HELLO =
            "0001 0000 00000010 0001 0004 00000001 0002 0004 00000001";

    private static final String ONE = "0014 0004 000003E9";

    /**
     * No version at all, one without its major, a minor that is to come, our own in other order.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0001 0000 00000000",
                "0001 0000 00000008 0002 0004 00000003",
                "0001 BEEF 00000010 0001 0004 00000001 0002 0004 FFFFFFFF",
                "0001 0000 00000010 0002 0004 00000001 0001 0004 00000001",
                "0001 0000 00000018 03E8 0004 00000009 0001 0004 00000001 0001 0004 00000009"
            })
    void helloOfOurMajorIsAnswered(String hello) throws IOException {
        try (RawPeer peer = new RawPeer(socket)) {
            peer.send(hello);
            peer.expect(OUR_HELLO);
            peer.send("000A 0000 00000008 0006 0004 00000004");
            peer.expect("000A 0000 00000008 0014 0004 000003E9");
        }
    }

    /** One of a minor version above ours is spoken to as one of ours. */
    @Test
    void aPeerOfALaterMinorVersionHearsOfUnknownCommands() throws IOException {
        try (RawPeer peer = new RawPeer(socket)) {
            peer.send("0001 0000 00000010 0001 0004 00000001 0002 0004 00000007");
            peer.expect(OUR_HELLO);
            peer.send("0063 0000 00000000");
            peer.expect("0063 0000 00000008 0016 0004 FFFFFFDA");
        }
    }

    @Test
    void aMajorOfZeroIsNotOurs() throws IOException {
        try (RawPeer peer = new RawPeer(socket)) {
            peer.send("0001 0000 00000010 0001 0004 00000000 0002 0004 00000000");
            peer.expect(OUR_HELLO);
            peer.expectEnd();
        }
    }

    @Test
    void aRequestIdOfZeroIsNone() throws IOException, InterruptedException {
        Channel<byte[]> channel = Channel.buffered("ordered", 1);
        server.offer(channel, 1);
        try (RawPeer peer = RawPeer.hello(socket, 1)) {
            // It waits, and so does what stands behind it: neither has an id.
            peer.send("000D 0000 00000018 " + ONE + " 0008 0004 FFFFFFFF 001A 0004 00000000");
            peer.send("0002 0000 00000008 001A 0004 00000000");
            channel.send(new byte[] {'x'});
            peer.expect("000D 0000 0000000D 0016 0004 00000000 0015 0001 78");
            peer.expect(
                    "0002 0000 00000018 0001 0004 00000001 0002 0004 00000001 0003 0004 00000000");
        }
    }

    /** A channel that has sent 2^32 + 5 elements and received 2^33 + 6. */
    @Test
    void theCountersOfTheFirstVersionAreTheLowBits() throws IOException {
        Channel<byte[]> counts = Channel.buffered("counts", 1);
        ChannelSnapshot few = counts.snapshot();
        ChannelSnapshot many =
                new ChannelSnapshot(
                        few.name(),
                        few.kind(),
                        few.capacity(),
                        few.depth(),
                        few.closed(),
                        (1L << 32) + 5,
                        (1L << 33) + 6,
                        few.bytesSent(),
                        few.bytesRecv(),
                        few.firstOpNanos(),
                        few.lastOpNanos(),
                        few.sendEagain(),
                        few.sendEtime(),
                        few.sendEpipe(),
                        few.recvEagain(),
                        few.recvEtime(),
                        few.recvEpipe(),
                        few.cancelled(),
                        few.dropped(),
                        few.undelivered(),
                        few.reserved(),
                        few.rvMatches(),
                        few.rvCancels(),
                        few.waitingSenders(),
                        few.waitingReceivers());
        @SuppressWarnings("unchecked")
        Channel<byte[]> busy =
                (Channel<byte[]>)
                        Proxy.newProxyInstance(
                                getClass().getClassLoader(),
                                new Class<?>[] {Channel.class},
                                (proxy, method, arguments) ->
                                        method.getName().equals("snapshot")
                                                ? many
                                                : method.invoke(counts, arguments));
        server.offer(busy, 1);
        try (RawPeer peer = RawPeer.hello(socket, 0)) {
            peer.send("0003 0000 00000008 0014 0004 000003E9");
            peer.expect("0003 0000 00000010 0009 0004 00000005 000A 0004 00000006");
        }
    }

    /** Rendezvous is the kind of one that gives none; a buffered one holds one element. */
    @Test
    void whatMakeLeavesOut() throws IOException {
        try (RawPeer peer = RawPeer.hello(socket, 0)) {
            peer.send("000A 0000 00000008 0006 0004 00000001");
            peer.expect("000A 0000 00000008 0014 0004 000003E9");
            String send = "000B 0000 0000000D 0014 0004 %s 0015 0001 61";
            peer.send(send.formatted("000003E9"));
            peer.expect("000B 0000 00000008 0016 0004 FFFFFFF5");
            peer.send(
                    "000A 0000 00000018 0005 0004 00000001 0006 0004 00000001 0007 0004 00000000");
            peer.expect("000A 0000 00000008 0014 0004 000003EA");
            peer.send(send.formatted("000003EA"));
            peer.expect("000B 0000 00000008 0016 0004 00000000");
            peer.send(send.formatted("000003EA"));
            peer.expect("000B 0000 00000008 0016 0004 FFFFFFF5");
        }
    }

    /** The greatest bound and the least number, which is negative and so for ever. */
    @ParameterizedTest
    @ValueSource(strings = {"7FFFFFFF", "80000000", "FFFFFFFF"})
    void timeoutsAtTheirLimits(String timeout) throws IOException, InterruptedException {
        Channel<byte[]> channel = Channel.buffered("limits", 1);
        server.offer(channel, 1);
        try (RawPeer peer = RawPeer.hello(socket, 0)) {
            peer.send("000D 0000 00000010 " + ONE + " 0008 0004 " + timeout);
            while (channel.snapshot().waitingReceivers() == 0) {
                Thread.yield();
            }
            channel.send(new byte[] {'x'});
            peer.expect("000D 0000 0000000D 0016 0004 00000000 0015 0001 78");
            channel.send(new byte[] {'y'});
            peer.send("000B 0000 00000015 " + ONE + " 0008 0004 " + timeout + " 0015 0001 7A");
            while (channel.snapshot().waitingSenders() == 0) {
                Thread.yield();
            }
            channel.receive();
            peer.expect("000B 0000 00000008 0016 0004 00000000");
        }
    }

    /** A timeout of another length than four is none: a try. Of two, the first counts. */
    @ParameterizedTest
    @CsvSource({
        "0000000A, 0008 0002 FFFF 0000 0000",
        "00000018, 0008 0004 00000000 0008 0004 FFFFFFFF 03E8 0004 00000001"
    })
    void attributesThatDoNotCount(String length, String attributes) throws IOException {
        server.offer(Channel.buffered("empty", 1), 1);
        int bytes = 8 + Integer.parseInt(length, 16);
        try (RawPeer peer = RawPeer.hello(socket, 0)) {
            peer.send("000D 0000 %08X ".formatted(bytes) + ONE + " " + attributes);
            peer.expect("000D 0000 00000008 0016 0004 FFFFFFF5");
        }
    }

    @Test
    void anEmptyElementIsOneWhereSizesVaryAlone() throws IOException {
        server.offer(Channel.buffered("any", 1), IpcServer.VARIABLE_SIZE);
        server.offer(Channel.buffered("ones", 1), 1);
        try (RawPeer peer = RawPeer.hello(socket, 0)) {
            peer.send("000B 0000 0000000C " + ONE + " 0015 0000");
            peer.expect("000B 0000 00000008 0016 0004 00000000");
            peer.send("000D 0000 00000008 " + ONE);
            peer.expect("000D 0000 0000000C 0016 0004 00000000 0015 0000");
            peer.send("000B 0000 0000000C 0014 0004 000003EA 0015 0000");
            peer.expect("000B 0000 00000008 0016 0004 FFFFFFEA");
        }
    }

    /** Receivers of two peers wait, and a sender of a third; all of them find it closed. */
    @Test
    void aCloseEndsWhatOthersWaitFor() throws IOException {
        Channel<byte[]> empty = Channel.buffered("empty", 1);
        Channel<byte[]> full = Channel.buffered("full", 1);
        server.offer(empty, 1);
        server.offer(full, 1);
        full.trySend(new byte[1]);
        String other = "0014 0004 000003EA";
        try (RawPeer first = RawPeer.hello(socket, 0);
                RawPeer second = RawPeer.hello(socket, 1);
                RawPeer sender = RawPeer.hello(socket, 0);
                RawPeer closer = RawPeer.hello(socket, 0)) {
            first.send("000D 0000 00000010 " + ONE + " 0008 0004 FFFFFFFF");
            second.send("000D 0000 00000018 " + ONE + " 0008 0004 FFFFFFFF 001A 0004 00000007");
            sender.send("000B 0000 00000015 " + other + " 0008 0004 FFFFFFFF 0015 0001 61");
            while (empty.snapshot().waitingReceivers() < 2
                    || full.snapshot().waitingSenders() < 1) {
                Thread.yield();
            }
            for (String each : new String[] {ONE, other}) {
                closer.send("000F 0000 00000008 " + each);
                closer.expect("000F 0000 00000008 0016 0004 00000000");
            }
            first.expect("000D 0000 00000008 0016 0004 FFFFFFE0");
            second.expect("000D 0000 00000010 001A 0004 00000007 0016 0004 FFFFFFE0");
            sender.expect("000B 0000 00000008 0016 0004 FFFFFFE0");
        }
    }

    /** One that says no more is still answered, in full. */
    @Test
    void aConnectionThatIsHalfClosedIsAnswered() throws IOException {
        server.offer(Channel.buffered("kept", 1), 1);
        try (RawPeer peer = RawPeer.hello(socket, 0)) {
            peer.send("000B 0000 0000000D " + ONE + " 0015 0001 61");
            peer.send("0002 0000 00000000");
            peer.endOutput();
            peer.expect("000B 0000 00000008 0016 0004 00000000");
            peer.expect(
                    "0002 0000 00000018 0001 0004 00000001 0002 0004 00000001 0003 0004 00000000");
            peer.expectEnd();
        }
    }
}
