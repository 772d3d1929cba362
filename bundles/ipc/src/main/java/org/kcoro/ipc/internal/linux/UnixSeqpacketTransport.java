// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

import org.kcoro.ipc.Transport;
import org.kcoro.ipc.TransportConnection;
import org.kcoro.ipc.TransportListener;
import org.kcoro.ipc.internal.SocketFile;
import org.kcoro.scheduler.Scheduler;

/** Unix-domain sockets of packets, by the C library: Linux on x86-64 and AArch64. */
public class UnixSeqpacketTransport implements Transport {

    public static final String NAME = "unix-seqpacket";
    public static final UnixSeqpacketTransport INSTANCE = new UnixSeqpacketTransport();

    private static final int BACKLOG = 128;

    /** Its owner may read and write. */
    private static final int SOCKET_MODE = 0600;

    protected UnixSeqpacketTransport() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public TransportListener listen(Scheduler scheduler, Path path) throws IOException {
        checkSystem();
        SocketFile.makeRoom(path, () -> isAnswered(path));
        try {
            Descriptor descriptor = open(Libc.SOCK_NONBLOCK);
            try {
                bind(descriptor, path);
                return new SeqpacketListener(Readiness.watch(descriptor), SocketFile.of(path));
            } catch (IOException e) {
                descriptor.close();
                throw e;
            }
        } catch (IOException e) {
            throw SocketFile.cannotListen(path, e);
        }
    }

    private static void bind(Descriptor descriptor, Path path) throws IOException {
        byte[] bytes = SocketFile.bytes(path);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = SocketAddressLayout.of(arena, bytes);
            // Before there is a file that others could open.
            check(descriptor, "fchmod", (s, fd) -> Libc.changeMode(s.state(), fd, SOCKET_MODE));
            check(descriptor, "bind", (s, fd) -> Libc.bind(s.state(), fd, address));
            check(descriptor, "listen", (s, fd) -> Libc.listen(s.state(), fd, BACKLOG));
        }
    }

    private static void check(Descriptor descriptor, String function, Descriptor.Use use)
            throws IOException {
        NativeFailure.check(function, descriptor.use(use));
    }

    private static boolean isAnswered(Path path) throws IOException {
        Descriptor descriptor = open(Libc.SOCK_NONBLOCK);
        try {
            int result = connect(descriptor, path);
            // A server whose queue is full is alive, and so is one of streams.
            return result != -Libc.ECONNREFUSED && result != -Libc.ENOENT;
        } finally {
            descriptor.close();
        }
    }

    @Override
    public TransportConnection connect(Scheduler scheduler, Path path) throws IOException {
        checkSystem();
        SocketFile.bytes(path);
        try {
            Descriptor descriptor = open(0);
            try {
                // Waits where the queue of the server is full, which it empties soon. Reading and
                // writing never wait, however the socket was opened.
                NativeFailure.check("connect", connect(descriptor, path));
            } catch (IOException e) {
                descriptor.close();
                throw e;
            }
            return connected(descriptor);
        } catch (IOException e) {
            throw SocketFile.cannotConnect(path, e);
        }
    }

    private static int connect(Descriptor descriptor, Path path) throws IOException {
        byte[] bytes = SocketFile.bytes(path);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = SocketAddressLayout.of(arena, bytes);
            return descriptor.use(
                    (scratch, number) -> Libc.connect(scratch.state(), number, address));
        }
    }

    private static Descriptor open(int flags) throws IOException {
        try (Scratch scratch = Scratch.take()) {
            int type = Libc.SOCK_SEQPACKET | Libc.SOCK_CLOEXEC | flags;
            return new Descriptor(
                    NativeFailure.check("socket", Libc.socket(scratch.state(), type)));
        }
    }

    /** The connection of a connected socket, which it owns. */
    static TransportConnection connected(Descriptor descriptor) throws IOException {
        try {
            return new SeqpacketConnection(Readiness.watch(descriptor));
        } catch (IOException e) {
            descriptor.close();
            throw e;
        }
    }

    private static void checkSystem() throws IOException {
        String system = System.getProperty("os.name");
        String processor = System.getProperty("os.arch");
        if (!system.equals("Linux") || !processor.equals("amd64") && !processor.equals("aarch64")) {
            throw new IOException(
                    "the transport "
                            + NAME
                            + " works on Linux for x86-64 and AArch64; this is "
                            + system
                            + " for "
                            + processor
                            + "; choose unix-stream");
        }
        if (!UnixSeqpacketTransport.class.getModule().isNativeAccessEnabled()) {
            throw new IOException(
                    "the transport "
                            + NAME
                            + " calls the C library, which this JVM does not allow; start it with"
                            + " --enable-native-access="
                            + nativeName());
        }
    }

    private static String nativeName() {
        Module module = UnixSeqpacketTransport.class.getModule();
        return module.isNamed() ? module.getName() : "ALL-UNNAMED";
    }
}
