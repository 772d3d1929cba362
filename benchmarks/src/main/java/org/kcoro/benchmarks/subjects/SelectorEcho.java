// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

import org.kcoro.benchmarks.Element;

/**
 * A floor of the bridge: what a thread with a selector sends, another one with a selector of its
 * own sends back.
 */
final class SelectorEcho implements AutoCloseable {

    /** As long as the frame of a send with an element. */
    private static final int MESSAGE = Batch.IPC_ELEMENT + 36;

    private static final int BUFFER = 1 << 16;

    private final Path folder = Files.createTempDirectory("kcoro-bench-");
    private final SocketChannel client;
    private final Selector selector = Selector.open();
    private final SelectionKey key;
    private final Thread echoing;
    private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);

    SelectorEcho() throws IOException {
        Path socket = folder.resolve("s");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(socket));
            client = SocketChannel.open(UnixDomainSocketAddress.of(socket));
            SocketChannel server = listener.accept();
            echoing = Thread.ofPlatform().start(() -> echo(server));
        }
        Files.delete(socket);
        client.configureBlocking(false);
        key = client.register(selector, SelectionKey.OP_READ);
    }

    private static void echo(SocketChannel server) {
        try (server;
                Selector own = Selector.open()) {
            server.configureBlocking(false);
            SelectionKey registered = server.register(own, SelectionKey.OP_READ);
            ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
            while (true) {
                own.select();
                own.selectedKeys().clear();
                if (server.read(buffer) < 0) {
                    return;
                }
                server.write(buffer.flip());
                // Until all is written, it waits for room alone where there is none to read into.
                registered.interestOps(
                        (buffer.hasRemaining() ? SelectionKey.OP_WRITE : 0)
                                | (buffer.remaining() < BUFFER ? SelectionKey.OP_READ : 0));
                buffer.compact();
            }
        } catch (IOException e) {
            throw new IllegalStateException("the echo has failed", e);
        }
    }

    /**
     * Sends numbers and takes them back.
     *
     * @param window how many may be under way
     * @return their sum
     */
    long run(int window, int count) throws IOException {
        long sum = 0;
        int sent = 0;
        int came = 0;
        while (came < count) {
            while (sent < count && sent - came < window && out.remaining() >= MESSAGE) {
                int start = out.position();
                out.putInt(start, Element.of(sent++).number()).position(start + MESSAGE);
            }
            client.write(out.flip());
            key.interestOps(
                    SelectionKey.OP_READ | (out.hasRemaining() ? SelectionKey.OP_WRITE : 0));
            out.compact();
            selector.select();
            selector.selectedKeys().clear();
            if (client.read(in) < 0) {
                throw new IOException("the echo has ended");
            }
            in.flip();
            for (; in.remaining() >= MESSAGE; came++) {
                sum += in.getInt(in.position());
                in.position(in.position() + MESSAGE);
            }
            in.compact();
        }
        return sum;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        client.close();
        selector.close();
        echoing.join();
        Files.delete(folder);
    }
}
