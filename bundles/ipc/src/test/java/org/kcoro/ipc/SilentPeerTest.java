// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kcoro.protocol.WireResult;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Scheduler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A peer that is connected and does not answer, as one whose process is stopped. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SilentPeerTest {

    private static final String HELLO = "0001000000000010000100040000000100020004 00000001";

    @TempDir Path folder;

    private interface Body {
        void run(Scheduler scheduler, IpcClient client, SocketChannel peer) throws Exception;
    }

    private void connected(Body body) throws Exception {
        Path socket = folder.resolve("s");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                Scheduler scheduler =
                        Scheduler.builder()
                                .workers(2)
                                .failureHandler((coroutine, failure) -> {})
                                .build()) {
            listener.bind(UnixDomainSocketAddress.of(socket));
            Coroutine<IpcClient> connecting =
                    scheduler.launch(
                            "connecting",
                            () -> IpcClient.connect(scheduler, Transport.unixStream(), socket));
            try (SocketChannel peer = listener.accept()) {
                read(peer, 24);
                answer(peer, HELLO);
                try (IpcClient client = connecting.join()) {
                    body.run(scheduler, client, peer);
                }
            }
        }
    }

    private static ByteBuffer read(SocketChannel peer, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            assertTrue(peer.read(bytes) > 0, "the client has ended");
        }
        return bytes.flip();
    }

    private static void answer(SocketChannel peer, String hex) throws IOException {
        peer.write(ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", ""))));
    }

    /** The REQ_ID of a RECV, which stands first. */
    private static int requestId(SocketChannel peer) throws IOException {
        return requestId(peer, 13, 32);
    }

    /** That of a CANCEL, which stands first too. */
    private static int cancelledId(SocketChannel peer) throws IOException {
        return requestId(peer, 42, 24);
    }

    private static int requestId(SocketChannel peer, int command, int length) throws IOException {
        ByteBuffer frame = read(peer, length);
        assertEquals(command, frame.getShort(0));
        return frame.getInt(12);
    }

    private static String element(int requestId, String element) {
        return "000D 0000 00000015 001A 0004 %08X 0016 0004 00000000 0015 0001 %s"
                .formatted(requestId, element);
    }

    @Test
    void aTimeoutHoldsAndAnElementThatComesLaterIsKept() throws Exception {
        connected(
                (scheduler, client, peer) -> {
                    RemoteChannel channel = client.channel(1001);
                    assertNull(channel.receive(Duration.ofMillis(20)));
                    assertNull(channel.receive(Duration.ZERO));
                    int first = requestId(peer);
                    assertEquals(first, cancelledId(peer));
                    int second = requestId(peer);
                    assertEquals(second, cancelledId(peer));
                    answer(peer, element(first, "61") + element(second, "62"));
                    // Answered last: by then the others have come.
                    Coroutine<byte[]> other =
                            scheduler.launch("other", () -> client.channel(1002).receive());
                    answer(peer, element(requestId(peer), "63"));
                    assertArrayEquals(new byte[] {'c'}, other.join());
                    assertArrayEquals(new byte[] {'a'}, channel.receive());
                    assertArrayEquals(new byte[] {'b'}, client.channel(1001).receive());
                });
    }

    @Test
    void anElementThatComesLateGoesToTheReceiveThatWaits() throws Exception {
        connected(
                (scheduler, client, peer) -> {
                    RemoteChannel channel = client.channel(1001);
                    assertNull(channel.receive(Duration.ofMillis(1)));
                    int first = requestId(peer);
                    assertEquals(first, cancelledId(peer));
                    Coroutine<byte[]> waiting =
                            scheduler.launch("waiting", () -> channel.receive());
                    int second = requestId(peer);
                    answer(peer, element(first, "61"));
                    assertArrayEquals(new byte[] {'a'}, waiting.join());
                    // Now that one is late, for the peer has not heard in time that it is not
                    // wanted.
                    assertEquals(second, cancelledId(peer));
                    answer(peer, element(second, "62"));
                    assertArrayEquals(new byte[] {'b'}, channel.receive());
                });
    }

    @Test
    void anElementWhoseReceiverWasCancelledIsKept() throws Exception {
        connected(
                (scheduler, client, peer) -> {
                    Coroutine<byte[]> receiver =
                            scheduler.launch("receiver", () -> client.channel(1001).receive());
                    int request = requestId(peer);
                    receiver.cancel();
                    assertEquals(request, cancelledId(peer));
                    assertThrows(CancellationException.class, receiver::join);
                    answer(peer, element(request, "61"));
                    Coroutine<byte[]> other =
                            scheduler.launch("other", () -> client.channel(1002).receive());
                    answer(peer, element(requestId(peer), "63"));
                    other.join();
                    assertArrayEquals(new byte[] {'a'}, client.channel(1001).receive());
                });
    }

    @Test
    void aTimeoutHoldsWhereThePeerDoesNotEvenRead() throws Exception {
        connected(
                (scheduler, client, peer) -> {
                    RemoteChannel channel = client.channel(1001);
                    // Until the sockets and the outbox are full.
                    List<Coroutine<Void>> senders = new ArrayList<>();
                    for (int i = 0; i < 64; i++) {
                        senders.add(
                                scheduler.launch(
                                        "sender " + i, () -> channel.send(new byte[60_000])));
                    }
                    assertNull(channel.receive(Duration.ofMillis(5)));
                    client.close();
                    for (Coroutine<Void> sender : senders) {
                        assertThrows(ExecutionException.class, sender::join);
                    }
                });
    }

    @Test
    void aSendThatIsNotAnsweredSaysSo() throws Exception {
        connected(
                (scheduler, client, peer) -> {
                    UncheckedIOException unanswered =
                            assertThrows(
                                    UncheckedIOException.class,
                                    () ->
                                            client.channel(1001)
                                                    .send(new byte[1], Duration.ofMillis(5)));
                    assertEquals(WireResult.ETIME, ((IpcException) unanswered.getCause()).result());
                    assertTrue(
                            unanswered.getMessage().contains("may arrive yet"),
                            unanswered.getMessage());
                });
    }
}
