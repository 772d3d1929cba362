// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.kcoro.actors.ActorTerminatedException;

/**
 * The asks that an actor has not answered, by their messages: one whose message fails, or is
 * undelivered, need not wait for its deadline. Thread-safe; replies are ended outside its lock.
 */
final class PendingReplies {

    // Guarded by this. A message may carry several only if the user's function gives it twice.
    private final Map<Object, PendingReply<?>> byMessage = new IdentityHashMap<>();
    private long asked;
    private boolean ended;

    /** Adds one; false when the actor has ended. */
    synchronized boolean add(PendingReply<?> reply, Object message) {
        if (ended) {
            return false;
        }
        reply.message = message;
        reply.number = asked++;
        reply.sameMessage = byMessage.put(message, reply);
        return true;
    }

    synchronized void remove(PendingReply<?> reply) {
        PendingReply<?> first = byMessage.get(reply.message);
        if (first == reply) {
            if (reply.sameMessage == null) {
                byMessage.remove(reply.message);
            } else {
                byMessage.put(reply.message, reply.sameMessage);
            }
            return;
        }
        for (PendingReply<?> each = first; each != null; each = each.sameMessage) {
            if (each.sameMessage == reply) {
                each.sameMessage = reply.sameMessage;
                return;
            }
        }
    }

    /** Those that a message carries, in the order of their asking. */
    private synchronized List<PendingReply<?>> of(Object message) {
        PendingReply<?> first = byMessage.get(message);
        return first == null ? List.of() : inOrder(List.of(first));
    }

    private static List<PendingReply<?>> inOrder(Iterable<PendingReply<?>> firsts) {
        List<PendingReply<?>> all = new ArrayList<>();
        for (PendingReply<?> first : firsts) {
            for (PendingReply<?> each = first; each != null; each = each.sameMessage) {
                all.add(each);
            }
        }
        all.sort(Comparator.comparingLong(each -> each.number));
        return all;
    }

    /** The handling of a message has failed. */
    void fail(Object message, Throwable failure) {
        of(message).forEach(reply -> reply.fail(failure));
    }

    /** A message was not delivered. */
    void undelivered(Object message, Supplier<ActorTerminatedException> why) {
        of(message).forEach(reply -> reply.terminate(why.get()));
    }

    /** The actor has ended. */
    void terminate(Supplier<ActorTerminatedException> why) {
        List<PendingReply<?>> all;
        synchronized (this) {
            ended = true;
            all = inOrder(byMessage.values());
            byMessage.clear();
        }
        all.forEach(reply -> reply.terminate(why.get()));
    }
}
