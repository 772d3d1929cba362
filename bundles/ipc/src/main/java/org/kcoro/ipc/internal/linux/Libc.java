// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The functions of the C library that sockets need, on Linux for x86-64 and AArch64, whose numbers
 * are the same. Each answers what the C function does, or the negative errno. A pointer is a long:
 * that allocates nothing, and who calls keeps its memory alive meanwhile.
 */
final class Libc {

    static final int AF_UNIX = 1;
    static final int SOCK_SEQPACKET = 5;
    static final int SOCK_NONBLOCK = 0x800;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int SOL_SOCKET = 1;
    static final int SO_PEERCRED = 17;
    static final int MSG_TRUNC = 0x20;
    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_NOSIGNAL = 0x4000;

    static final int EPOLLIN = 0x1;
    static final int EPOLLOUT = 0x4;
    static final int EPOLLERR = 0x8;
    static final int EPOLLHUP = 0x10;
    static final int EPOLLRDHUP = 0x2000;
    static final int EPOLLONESHOT = 1 << 30;
    static final int EPOLL_CLOEXEC = 0x80000;
    static final int EPOLL_CTL_ADD = 1;
    static final int EPOLL_CTL_MOD = 3;
    static final int EFD_CLOEXEC = 0x80000;
    static final int EFD_NONBLOCK = 0x800;

    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int ENOENT = 2;
    static final int EPIPE = 32;
    static final int EADDRINUSE = 98;
    static final int ECONNABORTED = 103;
    static final int ECONNRESET = 104;
    static final int ECONNREFUSED = 111;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong POINTER = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfLong SIZE = ValueLayout.JAVA_LONG;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle SOCKET = function("socket", INT, INT, INT, INT);
    private static final MethodHandle BIND = function("bind", INT, INT, POINTER, INT);
    private static final MethodHandle LISTEN = function("listen", INT, INT, INT);
    private static final MethodHandle ACCEPT4 =
            function("accept4", INT, INT, POINTER, POINTER, INT);
    private static final MethodHandle CONNECT = function("connect", INT, INT, POINTER, INT);
    private static final MethodHandle SEND =
            function("send", ValueLayout.JAVA_LONG, INT, POINTER, SIZE, INT);
    private static final MethodHandle RECV =
            function("recv", ValueLayout.JAVA_LONG, INT, POINTER, SIZE, INT);
    private static final MethodHandle GETSOCKOPT =
            function("getsockopt", INT, INT, INT, INT, POINTER, POINTER);
    private static final MethodHandle FCHMOD = function("fchmod", INT, INT, INT);
    private static final MethodHandle CLOSE = function("close", INT, INT);
    private static final MethodHandle EPOLL_CREATE1 = function("epoll_create1", INT, INT);
    private static final MethodHandle EPOLL_CTL =
            function("epoll_ctl", INT, INT, INT, INT, POINTER);
    private static final MethodHandle EPOLL_WAIT =
            function("epoll_wait", INT, INT, POINTER, INT, INT);
    private static final MethodHandle EVENTFD = function("eventfd", INT, INT, INT);
    private static final MethodHandle READ =
            function("read", ValueLayout.JAVA_LONG, INT, POINTER, SIZE);
    private static final MethodHandle WRITE =
            function("write", ValueLayout.JAVA_LONG, INT, POINTER, SIZE);
    private static final MethodHandle STRERROR =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().find("strerror").orElseThrow(),
                    FunctionDescriptor.of(ValueLayout.ADDRESS, INT));

    private Libc() {}

    private static MethodHandle function(
            String name, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().find(name).orElseThrow(),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"));
    }

    /** Where a call leaves its errno: one for each thread that calls at a time. */
    static MemorySegment newState(Arena arena) {
        return arena.allocate(STATE);
    }

    private interface Call {
        long run() throws Throwable;
    }

    /** Runs a call again while a signal interrupts it. */
    private static int result(MemorySegment state, Call call) {
        while (true) {
            long result;
            try {
                result = call.run();
            } catch (Throwable e) {
                throw new AssertionError("a downcall throws nothing", e);
            }
            if (result >= 0) {
                return (int) result;
            }
            int errno = (int) ERRNO.get(state, 0L);
            if (errno != EINTR) {
                return -errno;
            }
        }
    }

    static int socket(MemorySegment state, int type) {
        return result(state, () -> (int) SOCKET.invokeExact(state, AF_UNIX, type, 0));
    }

    static int bind(MemorySegment state, int fd, MemorySegment address) {
        int length = (int) address.byteSize();
        return result(state, () -> (int) BIND.invokeExact(state, fd, address.address(), length));
    }

    static int listen(MemorySegment state, int fd, int backlog) {
        return result(state, () -> (int) LISTEN.invokeExact(state, fd, backlog));
    }

    static int accept(MemorySegment state, int fd) {
        int flags = SOCK_NONBLOCK | SOCK_CLOEXEC;
        return result(state, () -> (int) ACCEPT4.invokeExact(state, fd, 0L, 0L, flags));
    }

    static int connect(MemorySegment state, int fd, MemorySegment address) {
        int length = (int) address.byteSize();
        return result(state, () -> (int) CONNECT.invokeExact(state, fd, address.address(), length));
    }

    static int send(MemorySegment state, int fd, long bytes, long length) {
        int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
        return result(state, () -> (long) SEND.invokeExact(state, fd, bytes, length, flags));
    }

    /** Answers the length of the packet, also where that is greater than the room for it. */
    static int receive(MemorySegment state, int fd, long bytes, long length) {
        int flags = MSG_DONTWAIT | MSG_TRUNC;
        return result(state, () -> (long) RECV.invokeExact(state, fd, bytes, length, flags));
    }

    /**
     * Asks for a socket's option.
     *
     * @param length holds the length of the value, and is told it
     */
    static int getSocketOption(
            MemorySegment state, int fd, int option, MemorySegment value, MemorySegment length) {
        return result(
                state,
                () ->
                        (int)
                                GETSOCKOPT.invokeExact(
                                        state,
                                        fd,
                                        SOL_SOCKET,
                                        option,
                                        value.address(),
                                        length.address()));
    }

    static int changeMode(MemorySegment state, int fd, int mode) {
        return result(state, () -> (int) FCHMOD.invokeExact(state, fd, mode));
    }

    /** Closes a descriptor; on Linux it is closed also where a signal interrupts that. */
    static void close(MemorySegment state, int fd) {
        try {
            int ignored = (int) CLOSE.invokeExact(state, fd);
        } catch (Throwable e) {
            throw new AssertionError("a downcall throws nothing", e);
        }
    }

    static int epollCreate(MemorySegment state) {
        return result(state, () -> (int) EPOLL_CREATE1.invokeExact(state, EPOLL_CLOEXEC));
    }

    static int epollControl(
            MemorySegment state, int epoll, int operation, int fd, MemorySegment event) {
        return result(
                state,
                () -> (int) EPOLL_CTL.invokeExact(state, epoll, operation, fd, event.address()));
    }

    /** Waits for events without a bound. */
    static int epollWait(MemorySegment state, int epoll, MemorySegment events, int count) {
        return result(
                state,
                () -> (int) EPOLL_WAIT.invokeExact(state, epoll, events.address(), count, -1));
    }

    static int eventDescriptor(MemorySegment state) {
        int flags = EFD_CLOEXEC | EFD_NONBLOCK;
        return result(state, () -> (int) EVENTFD.invokeExact(state, 0, flags));
    }

    static int read(MemorySegment state, int fd, MemorySegment bytes) {
        return result(
                state, () -> (long) READ.invokeExact(state, fd, bytes.address(), bytes.byteSize()));
    }

    static int write(MemorySegment state, int fd, MemorySegment bytes) {
        return result(
                state,
                () -> (long) WRITE.invokeExact(state, fd, bytes.address(), bytes.byteSize()));
    }

    /** What an errno means, as the system says it. */
    static String describe(int errno) {
        try {
            MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
            return text.reinterpret(Long.MAX_VALUE).getString(0);
        } catch (Throwable e) {
            throw new AssertionError("a downcall throws nothing", e);
        }
    }
}
