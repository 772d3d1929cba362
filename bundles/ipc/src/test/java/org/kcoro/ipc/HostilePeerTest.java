// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kcoro.channels.Channel;
import org.kcoro.protocol.AttributeLayout;
import org.kcoro.protocol.FrameLayout;
import org.kcoro.scheduler.Scheduler;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Peers that send anything harm nobody else, and leave nothing behind. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostilePeerTest {

    private static final int PEERS = 300;

    /** So few that requests which are never given back would soon be missed. */
    private static final int MAX_REQUESTS = 200;

    private static final int[] COMMANDS = {0, 1, 2, 3, 10, 11, 12, 13, 14, 15, 16, 40, 41, 42, 99};
    private static final int[] TYPES = {1, 5, 6, 7, 8, 20, 21, 22, 26, 64, 65, 66, 67, 1000};
    private static final int[] VALUES = {0, 1, 4, -1, -2, 7, 1001, 1002, 1003, 65_536, 1 << 31};

    @TempDir Path folder;

    private static int oneOf(Random random, int... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** Frames that are nearly right, the last one of which may be cut. */
    private static byte[] frames(Random random) {
        ByteBuffer bytes = ByteBuffer.allocate(1 << 14);
        int count = 1 + random.nextInt(20);
        for (int i = 0; i < count; i++) {
            int start = bytes.position();
            bytes.position(start + FrameLayout.HEADER_LENGTH);
            for (int j = random.nextInt(6); j > 0; j--) {
                int length = random.nextInt(8) > 0 ? 4 : random.nextInt(9);
                AttributeLayout.putHeader(bytes, bytes.position(), oneOf(random, TYPES), length);
                bytes.position(bytes.position() + AttributeLayout.HEADER_LENGTH);
                for (int k = 0; k < length; k++) {
                    int value = oneOf(random, VALUES);
                    bytes.put((byte) (value >> 8 * Math.max(0, 3 - k)));
                }
            }
            int length = bytes.position() - start - FrameLayout.HEADER_LENGTH;
            boolean lies = random.nextInt(40) == 0;
            int told = lies ? oneOf(random, 0, length / 2, length + 1, 1 << 20, -1) : length;
            FrameLayout.putHeader(bytes, start, oneOf(random, COMMANDS), told);
        }
        int length = random.nextInt(4) > 0 ? bytes.position() : random.nextInt(bytes.position());
        byte[] all = new byte[length];
        bytes.get(0, all);
        return all;
    }

    /** What a server is made of, and what happens before the peers come. */
    private interface Fault {
        void plant(IpcServer server, Path socket) throws Exception;
    }

    private void peersHarmNobody(Transport transport, Fault fault) throws Exception {
        Path socket = folder.resolve("s");
        try (Scheduler scheduler = Scheduler.builder().workers(2).build();
                IpcServer server =
                        IpcServer.builder()
                                .drain(Duration.ZERO)
                                .maxRequests(MAX_REQUESTS)
                                .build(scheduler)) {
            server.listen(transport, socket);
            server.offer(Channel.rendezvous("fours"), 4);
            server.offer(Channel.buffered("any", 1), IpcServer.VARIABLE_SIZE);
            server.offer(Channel.buffered("ones", 1), 1);
            // One whose id the hostile ones do not know.
            String id = "0014 0004 %08X".formatted(server.offer(Channel.buffered("mine", 1), 1));
            try (RawPeer good = RawPeer.hello(socket, 1)) {
                fault.plant(server, socket);
                for (int seed = 0; seed < PEERS; seed++) {
                    beHostile(socket, new Random(seed));
                    if (seed % 10 == 0) {
                        isServed(good, id);
                    }
                }
                isServed(good, id);
            }
        }
    }

    private static void beHostile(Path socket, Random random) throws IOException {
        try (RawPeer peer = RawPeer.hello(socket, random.nextInt(2))) {
            peer.sendBytes(frames(random));
            if (random.nextBoolean()) {
                peer.endOutput();
                peer.readToEnd();
            }
        } catch (IOException e) {
            // Its connection was closed while it wrote.
        }
    }

    private static void isServed(RawPeer good, String id) throws IOException {
        good.send("000B 0000 00000015 " + id + " 0015 0001 61 001A 0004 00000001");
        good.expect("000B 0000 00000010 001A 0004 00000001 0016 0004 00000000");
        good.send("000D 0000 00000008 " + id);
        good.expect("000D 0000 0000000D 0016 0004 00000000 0015 0001 61");
    }

    @Test
    void framesThatAreNearlyRight() throws Exception {
        peersHarmNobody(Transport.unixStream(), (server, socket) -> {});
    }

    /** With a planted fault: whose connection ends, ends those of all. */
    @Test
    void harmToOthersIsFound() {
        assertThrows(
                Throwable.class,
                () -> peersHarmNobody(new ContagiousTransport(), (server, socket) -> {}));
    }

    /** With a planted fault: requests that were taken are never given back. */
    @Test
    void requestsThatAreNotGivenBackAreFound() throws Exception {
        List<RawPeer> holding = new ArrayList<>();
        try {
            AssertionError found =
                    assertThrows(
                            AssertionError.class,
                            () ->
                                    peersHarmNobody(
                                            Transport.unixStream(),
                                            (server, socket) -> holding.add(hold(server, socket))));
            assertTrue(
                    found.getMessage()
                            .contains("got 000B000000000010001A00040000000100160004FFFFFFF4"),
                    found.getMessage());
        } finally {
            for (RawPeer each : holding) {
                each.close();
            }
        }
    }

    /** Has as many requests wait as there may be. */
    private static RawPeer hold(IpcServer server, Path socket) throws IOException {
        int never = server.offer(Channel.rendezvous("never"), 1);
        RawPeer peer = RawPeer.hello(socket, 1);
        for (int i = 1; i <= MAX_REQUESTS; i++) {
            peer.send(
                    "000D 0000 00000018 0014 0004 %08X 0008 0004 FFFFFFFF 001A 0004 %08X"
                            .formatted(never, i));
        }
        // One too many, so that all have been taken once it is answered.
        peer.send("000D 0000 00000010 0014 0004 %08X 001A 0004 000000FF".formatted(never));
        peer.expect("000D 0000 00000010 001A 0004 000000FF 0016 0004 FFFFFFF4");
        return peer;
    }
}
