// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kcoro.ipc.Transport;
import org.kcoro.ipc.TransportConnection;
import org.kcoro.ipc.TransportListener;
import org.kcoro.protocol.FrameLayout;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What a {@link Transport} over a socket in the file system must do. Extend it, in the tests of the
 * transport. What waits runs in coroutines of {@link #newScheduler}.
 */
public abstract class TransportKit {

    /** Lengths of payloads that lie about those of packets and buffers. */
    private static final int[] LENGTHS = {
        0, 1, 4, 100, 4_087, 4_088, 4_089, 65_528, 65_535, 65_536, 65_537, 65_600, 200_000
    };

    /** More than any two sockets hold. */
    private static final int MUCH = 1 << 26;

    /** The directory of the sockets. */
    @TempDir Path folder;

    private Scheduler scheduler;
    private Transport transport;
    private Path path;

    /** For subclasses. */
    protected TransportKit() {}

    /** The transport under test; called once for each test. */
    protected abstract Transport newTransport();

    /** Whose coroutines wait; of one worker, unless told, which shows what blocks it. */
    protected Scheduler newScheduler() {
        return Scheduler.builder().workers(1).failureHandler((coroutine, failure) -> {}).build();
    }

    /** A safety net: only a broken transport needs that long for a test. */
    protected Duration patience() {
        return Duration.ofSeconds(120);
    }

    /** Makes what a test needs. */
    @BeforeEach
    public final void makeTransport() {
        scheduler = newScheduler();
        transport = newTransport();
        path = folder.resolve("s");
    }

    /** Ends what a test has left. */
    @AfterEach
    public final void end() {
        scheduler.close();
    }

    /** Both ends of a connection. */
    private interface Connected {
        void run(TransportConnection client, TransportConnection server) throws Exception;
    }

    private void connected(Connected test) throws Exception {
        try (TransportListener listener = transport.listen(scheduler, path);
                TransportConnection client = transport.connect(scheduler, path);
                TransportConnection server = await(launch(listener::accept))) {
            test.run(client, server);
        }
    }

    private <T> Coroutine<T> launch(Callable<T> body) {
        return scheduler.launch("testkit", body);
    }

    private <T> T await(Coroutine<T> coroutine) throws Exception {
        if (!coroutine.awaitEnd(patience())) {
            throw new AssertionError("a coroutine of the test does not end");
        }
        return coroutine.join();
    }

    private Throwable failureOf(Coroutine<?> coroutine) {
        return assertThrows(ExecutionException.class, () -> await(coroutine)).getCause();
    }

    // Bytes.

    /** Frames whose payloads tell where each byte belongs. */
    private static ByteBuffer frames(int... lengths) {
        int total = 0;
        for (int length : lengths) {
            total += FrameLayout.HEADER_LENGTH + length;
        }
        ByteBuffer frames = ByteBuffer.allocateDirect(total);
        for (int length : lengths) {
            FrameLayout.putHeader(frames, frames.position(), 11, length);
            frames.position(frames.position() + FrameLayout.HEADER_LENGTH);
            for (int i = 0; i < length; i++) {
                frames.put((byte) (i * 31 + length));
            }
        }
        return frames.flip();
    }

    /** Reads as many bytes, by buffers of a length. */
    private static ByteBuffer read(TransportConnection from, int count, int bufferLength)
            throws IOException, InterruptedException {
        ByteBuffer all = ByteBuffer.allocate(count);
        while (all.hasRemaining()) {
            ByteBuffer buffer = ByteBuffer.allocate(Math.min(bufferLength, all.remaining()));
            int length = from.read(buffer);
            assertTrue(length != -1, "the end came after " + all.position() + " of " + count);
            assertTrue(length > 0, "a read has returned " + length);
            assertEquals(length, buffer.position(), "what a read says and what it has read");
            all.put(buffer.flip());
        }
        return all.flip();
    }

    private void arrive(ByteBuffer frames, int bufferLength) throws Exception {
        connected(
                (client, server) -> {
                    Coroutine<ByteBuffer> reader =
                            launch(() -> read(server, frames.limit(), bufferLength));
                    Coroutine<Boolean> writer =
                            launch(
                                    () -> {
                                        client.write(frames);
                                        return frames.hasRemaining();
                                    });
                    assertFalse(await(writer), "a write has left bytes");
                    assertEquals(0, frames.rewind().mismatch(await(reader)) + 1, "bytes differ");
                });
    }

    @Test
    public void framesOfAllLengthsArrive() throws Exception {
        arrive(frames(LENGTHS), 1 << 18);
    }

    @Test
    public void aBufferThatIsSmallLosesNothing() throws Exception {
        arrive(frames(100, 0, 4_089, 65_537), 1_000);
    }

    @Test
    public void framesOfTheHeapArrive() throws Exception {
        ByteBuffer direct = frames(5, 65_537);
        arrive(ByteBuffer.allocate(direct.limit()).put(direct).flip(), 1 << 18);
    }

    @Test
    public void bothDirectionsGoOnAtOnce() throws Exception {
        int[] lengths = new int[16];
        Arrays.fill(lengths, 60_000);
        ByteBuffer there = frames(lengths);
        ByteBuffer back = frames(lengths);
        connected(
                (client, server) -> {
                    List<Coroutine<?>> all = new ArrayList<>();
                    all.add(launch(() -> write(client, there)));
                    all.add(launch(() -> write(server, back)));
                    all.add(launch(() -> read(server, there.limit(), 1 << 17)));
                    all.add(launch(() -> read(client, back.limit(), 1 << 17)));
                    for (Coroutine<?> each : all) {
                        await(each);
                    }
                });
    }

    private static Boolean write(TransportConnection to, ByteBuffer frames)
            throws IOException, InterruptedException {
        to.write(frames);
        return true;
    }

    @Test
    public void aPeerThatDoesNotReadHoldsUpAWriteAndNotTheWorker() throws Exception {
        connected(
                (client, server) -> {
                    ByteBuffer frame = frames(60_000);
                    int written = 0;
                    while (client.tryWrite(frame.rewind())) {
                        written += frame.limit();
                        assertTrue(written < MUCH, "a transport that takes everything");
                    }
                    int left = frame.remaining();
                    Coroutine<Boolean> writer = launch(() -> write(client, frame));
                    // The one worker is free to read.
                    int all = written + frame.limit();
                    await(launch(() -> read(server, all, 1 << 18)));
                    assertTrue(await(writer), left + " bytes were left");
                });
    }

    // The end.

    @Test
    public void whatWasWrittenBeforeACloseIsReadAndThenTheEnd() throws Exception {
        connected(
                (client, server) -> {
                    ByteBuffer frames = frames(10, 20);
                    await(launch(() -> write(client, frames)));
                    client.close();
                    await(launch(() -> read(server, frames.limit(), 7)));
                    for (int i = 0; i < 2; i++) {
                        assertEquals(-1, await(launch(() -> server.read(ByteBuffer.allocate(1)))));
                    }
                });
    }

    @Test
    public void aWriteToAPeerThatHasGoneFails() throws Exception {
        connected(
                (client, server) -> {
                    client.close();
                    assertEquals(-1, await(launch(() -> server.read(ByteBuffer.allocate(1)))));
                    assertInstanceOf(
                            IOException.class, failureOf(launch(() -> write(server, frames(10)))));
                });
    }

    @Test
    public void aCloseEndsAReadAndIsIdempotent() throws Exception {
        connected(
                (client, server) -> {
                    Coroutine<Integer> reader = launch(() -> server.read(ByteBuffer.allocate(1)));
                    server.close();
                    server.close();
                    assertInstanceOf(ClosedChannelException.class, failureOf(reader));
                    assertThrows(
                            ClosedChannelException.class,
                            () -> server.read(ByteBuffer.allocate(1)));
                    assertThrows(ClosedChannelException.class, () -> server.tryWrite(frames(1)));
                });
    }

    @Test
    public void aCloseEndsAWrite() throws Exception {
        connected(
                (client, server) -> {
                    ByteBuffer frame = frames(60_000);
                    while (client.tryWrite(frame.rewind())) {
                        // Until the peer's side is full.
                    }
                    Coroutine<Boolean> writer = launch(() -> write(client, frame));
                    client.close();
                    assertInstanceOf(IOException.class, failureOf(writer));
                });
    }

    @Test
    public void aReadThatIsCancelledLosesNothing() throws Exception {
        connected(
                (client, server) -> {
                    Coroutine<Integer> reader = launch(() -> server.read(ByteBuffer.allocate(1)));
                    reader.cancel();
                    assertThrows(CancellationException.class, () -> await(reader));
                    ByteBuffer frames = frames(3);
                    await(launch(() -> write(client, frames)));
                    assertEquals(
                            frames.rewind(),
                            await(launch(() -> read(server, frames.limit(), 100))));
                });
    }

    // Sockets.

    @Test
    public void aCloseEndsAnAccept() throws Exception {
        TransportListener listener = transport.listen(scheduler, path);
        Coroutine<TransportConnection> accepting = launch(listener::accept);
        listener.close();
        listener.close();
        assertInstanceOf(ClosedChannelException.class, failureOf(accepting));
        assertThrows(ClosedChannelException.class, listener::accept);
    }

    @Test
    public void manyConnectionsWaitOnOneWorker() throws Exception {
        int count = 50;
        List<TransportConnection> clients = new ArrayList<>();
        List<Coroutine<ByteBuffer>> echoes = new ArrayList<>();
        try (TransportListener listener = transport.listen(scheduler, path)) {
            for (int i = 0; i < count; i++) {
                clients.add(transport.connect(scheduler, path));
                TransportConnection server = await(launch(listener::accept));
                launch(() -> write(server, read(server, frames(9).limit(), 100)));
            }
            for (TransportConnection client : clients) {
                ByteBuffer frame = frames(9);
                await(launch(() -> write(client, frame)));
                echoes.add(launch(() -> read(client, frame.limit(), 100)));
            }
            for (Coroutine<ByteBuffer> echo : echoes) {
                assertEquals(frames(9), await(echo));
            }
        } finally {
            for (TransportConnection client : clients) {
                client.close();
            }
        }
    }

    @Test
    public void aSocketIsItsOwnersAndGoesWithItsListener() throws Exception {
        TransportListener listener = transport.listen(scheduler, path);
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        listener.close();
        assertFalse(Files.exists(path), "the socket is still there");
    }

    @Test
    public void aStaleSocketIsReplacedAndALiveOneIsNot() throws Exception {
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(path));
        }
        try (TransportListener listener = transport.listen(scheduler, path)) {
            assertRefused("live server", () -> transport.listen(scheduler, path));
            assertTrue(Files.exists(path), "the socket of " + listener + " has gone");
        }
        Files.writeString(path, "precious");
        assertRefused("no socket", () -> transport.listen(scheduler, path));
        assertEquals("precious", Files.readString(path));
        assertRefused("107", () -> transport.listen(scheduler, folder.resolve("x".repeat(120))));
        Path nobody = folder.resolve("nobody");
        assertRefused(nobody.toString(), () -> transport.connect(scheduler, nobody));
    }

    private static void assertRefused(String reason, Callable<?> refused) {
        String message = assertThrows(IOException.class, refused::call).getMessage();
        assertTrue(message.contains(reason), message);
    }

    @Test
    public void eachSideKnowsTheUserOfTheOther() throws Exception {
        connected(
                (client, server) -> {
                    assertEquals(Files.getOwner(path), server.credentials().user());
                    assertEquals(Files.getOwner(path), client.credentials().user());
                    assertEquals(client.credentials(), server.credentials());
                });
    }
}
