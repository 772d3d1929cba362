// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kcoro.channels.Channel;
import org.kcoro.protocol.AttributeLayout;
import org.kcoro.protocol.FrameLayout;
import org.kcoro.scheduler.Scheduler;

/** Peers that send anything harm nobody else, and leave nothing behind. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostilePeerTest {

    private static final int PEERS = 300;

    /** So few that requests which are never given back would soon be missed. */
    private static final int MAX_REQUESTS = 200;

    private static final int[] COMMANDS = {0, 1, 2, 3, 10, 11, 12, 13, 14, 15, 16, 40, 41, 99};
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

    @Test
    void framesThatAreNearlyRight() throws Exception {
        Path socket = folder.resolve("s");
        try (Scheduler scheduler = Scheduler.builder().workers(2).build();
                IpcServer server =
                        IpcServer.builder()
                                .drain(Duration.ZERO)
                                .maxRequests(MAX_REQUESTS)
                                .build(scheduler)) {
            server.listen(Transport.unixStream(), socket);
            server.offer(Channel.rendezvous("fours"), 4);
            server.offer(Channel.buffered("any", 1), IpcServer.VARIABLE_SIZE);
            for (int seed = 0; seed < PEERS; seed++) {
                Random random = new Random(seed);
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
            try (RawPeer good = RawPeer.hello(socket, 1)) {
                String id =
                        "0014 0004 %08X".formatted(server.offer(Channel.buffered("mine", 1), 1));
                good.send("000B 0000 00000015 " + id + " 0015 0001 61 001A 0004 00000001");
                good.expect("000B 0000 00000010 001A 0004 00000001 0016 0004 00000000");
                good.send("000D 0000 00000008 " + id);
                good.expect("000D 0000 0000000D 0016 0004 00000000 0015 0001 61");
            }
        }
    }
}
