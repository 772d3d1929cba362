// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal.linux;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.kcoro.port.Port;

/**
 * Tells when descriptors become ready: one thread sleeps in epoll for all of them. It is there
 * while there are any (docs/decisions/0016-readiness-of-descriptors.md).
 */
final class Readiness {

    private static final System.Logger LOG = System.getLogger("org.kcoro.ipc");

    private static final int EVENTS_AT_ONCE = 256;

    /** The data of the event that ends the loop. */
    private static final long STOP = 0;

    private static final AtomicLong LAST_KEY = new AtomicLong(STOP);

    /** The loop that watches, and how many descriptors it does; guarded by the class. */
    private static Readiness current;

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment state = Libc.newState(arena);
    private final Map<Long, WatchedDescriptor> watched = new ConcurrentHashMap<>();
    private final Descriptor epoll;
    private final Descriptor stop;

    /** Guarded by the class. */
    private int users;

    private Readiness() throws IOException {
        epoll = new Descriptor(NativeFailure.check("epoll_create1", Libc.epollCreate(state)));
        int event = Libc.eventDescriptor(state);
        if (event < 0) {
            epoll.close();
        }
        stop = new Descriptor(NativeFailure.check("eventfd", event));
        NativeFailure.check("epoll_ctl", control(stop, Libc.EPOLL_CTL_ADD, Libc.EPOLLIN, STOP));
    }

    /** Watches a descriptor until {@link WatchedDescriptor#close}. */
    static WatchedDescriptor watch(Descriptor descriptor) throws IOException {
        Readiness readiness;
        synchronized (Readiness.class) {
            if (current == null) {
                current = new Readiness();
                Port.system().newThread("kcoro-descriptors", current::run).start();
            }
            readiness = current;
            readiness.users++;
        }
        WatchedDescriptor added =
                new WatchedDescriptor(readiness, descriptor, LAST_KEY.incrementAndGet());
        readiness.watched.put(added.key(), added);
        int result =
                readiness.control(descriptor, Libc.EPOLL_CTL_ADD, Libc.EPOLLONESHOT, added.key());
        if (result < 0) {
            readiness.forget(added);
            NativeFailure.check("epoll_ctl", result);
        }
        return added;
    }

    /** Watches for other events from now on; nothing on a descriptor that was closed. */
    void rearm(WatchedDescriptor descriptor, int events) throws IOException {
        NativeFailure.check(
                "epoll_ctl",
                control(
                        descriptor.descriptor(),
                        Libc.EPOLL_CTL_MOD,
                        events | Libc.EPOLLONESHOT,
                        descriptor.key()));
    }

    private int control(Descriptor of, int operation, int events, long key) throws IOException {
        return of.use(
                (scratch, number) -> {
                    EpollEventLayout.put(scratch.packet(), events, key);
                    return epoll.use(
                            (unused, poll) ->
                                    Libc.epollControl(
                                            scratch.state(),
                                            poll,
                                            operation,
                                            number,
                                            scratch.packet()));
                });
    }

    void forget(WatchedDescriptor descriptor) {
        if (watched.remove(descriptor.key()) == null) {
            return;
        }
        synchronized (Readiness.class) {
            users--;
            if (users > 0) {
                return;
            }
            current = null;
        }
        try {
            stop.use(
                    (scratch, number) -> {
                        scratch.packet().set(ValueLayout.JAVA_LONG, 0, 1L);
                        return Libc.write(scratch.state(), number, scratch.packet().asSlice(0, 8));
                    });
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the thread of descriptors cannot be ended", e);
        }
    }

    private void run() {
        MemorySegment events = arena.allocate(EVENTS_AT_ONCE * EpollEventLayout.LENGTH, 8);
        boolean stopped = false;
        while (!stopped) {
            // Its own: nobody else closes it.
            int count = Libc.epollWait(state, epoll.number(), events, EVENTS_AT_ONCE);
            if (count < 0) {
                LOG.log(Level.ERROR, "epoll failed: {0}", Libc.describe(-count));
                break;
            }
            for (int i = 0; i < count; i++) {
                long key = EpollEventLayout.data(events, i);
                stopped |= key == STOP;
                WatchedDescriptor ready = watched.get(key);
                if (ready != null) {
                    ready.fire(EpollEventLayout.events(events, i));
                }
            }
        }
        stop.close();
        epoll.close();
    }
}
