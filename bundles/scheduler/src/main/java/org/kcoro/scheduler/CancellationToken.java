// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;

/**
 * Tells any number of coroutines and threads to stop. Tokens form a tree: a cancel reaches every
 * descendant, at any depth, and wakes at once whoever waits under one of them.
 *
 * <p>A coroutine that is launched with a token waits under it, and so does what is run by {@link
 * #call}. Idempotent and thread-safe: the first cancel counts. An action that a cancel runs must be
 * short and must not wait.
 */
public final class CancellationToken implements AutoCloseable {

    /** Something to run at the cancel, which is run at most once. */
    private static class Entry implements Registration {
        private final CancellationToken token;
        private final Runnable action;

        // Neighbours in the token's list; guarded by the token.
        private Entry previous;
        private Entry next;
        private boolean listed;

        Entry(CancellationToken token, Runnable action) {
            this.token = token;
            this.action = action;
        }

        /** The token whose cancel this entry stands for, or null for an action. */
        CancellationToken child() {
            return null;
        }

        @Override
        public void close() {
            token.remove(this);
        }
    }

    private static final class ChildEntry extends Entry {
        private final CancellationToken child;

        ChildEntry(CancellationToken parent, CancellationToken child) {
            super(parent, null);
            this.child = child;
        }

        @Override
        CancellationToken child() {
            return child;
        }
    }

    /** Stands for the entries of a token that was cancelled before. */
    private static final Entry CANCELLED_BEFORE = new Entry(null, null);

    /** What {@link #onCancel} gives: closing it withdraws the action. */
    public interface Registration extends AutoCloseable {

        /** Of an action that will not run any more. */
        Registration NONE = () -> {};

        /** Withdraws the action. It does not run after this, unless it runs already. */
        @Override
        void close();
    }

    /** Where this token stands in its parent; null for a root. */
    private Entry inParent;

    /** What is given back when this token is closed; null for most. */
    private Runnable atClose;

    // Guarded by this.
    private Entry first;

    private volatile CancellationException reason;

    private final boolean hasDeadline;

    private CancellationToken(boolean hasDeadline) {
        this.hasDeadline = hasDeadline;
    }

    /** A token without a parent. */
    public static CancellationToken create() {
        return new CancellationToken(false);
    }

    /**
     * A token that time cancels, and that gives its timer back when it is closed.
     *
     * @param parent the token with which it is cancelled, or null
     * @param atClose run by each {@link #close}
     */
    public static CancellationToken closing(CancellationToken parent, Runnable atClose) {
        CancellationToken token = new CancellationToken(true);
        if (parent != null) {
            parent.adopt(token);
        }
        token.atClose = atClose;
        return token;
    }

    /**
     * A token that is cancelled with this one, or alone. Close it when it is no longer used, so
     * that a long-lived parent does not keep it.
     */
    public CancellationToken child() {
        CancellationToken child = new CancellationToken(hasDeadline);
        adopt(child);
        return child;
    }

    private void adopt(CancellationToken child) {
        ChildEntry entry = new ChildEntry(this, child);
        child.inParent = entry;
        CancellationException cancelled = add(entry);
        if (cancelled != null) {
            child.reason = cancelled;
        }
    }

    /** Whether time cancels it, or an ancestor. */
    public boolean hasDeadline() {
        return hasDeadline;
    }

    /**
     * Cancels this token and its descendants, for a reason that those who wait are told.
     *
     * @return false when it was cancelled before
     */
    public boolean cancel(String reason) {
        return cancel(new CancellationException(Objects.requireNonNull(reason, "reason")));
    }

    /**
     * Cancels this token and its descendants. Where an action fails, the others are run all the
     * same, and then the first failure is thrown.
     *
     * @param reason the cause of what those who wait are thrown
     * @return false when it was cancelled before
     */
    public boolean cancel(CancellationException reason) {
        Objects.requireNonNull(reason, "reason");
        Entry list = mark(reason);
        if (list == CANCELLED_BEFORE) {
            return false;
        }
        // Not by recursion: a tree may be deeper than a stack.
        ArrayDeque<Entry> lists = new ArrayDeque<>();
        Throwable failure = null;
        for (Entry entry = list; entry != null; ) {
            Entry next = entry.next;
            entry.next = null;
            CancellationToken child = entry.child();
            try {
                if (child == null) {
                    entry.action.run();
                }
            } catch (Throwable e) {
                // The others are cancelled all the same.
                if (failure == null) {
                    failure = e;
                } else if (failure != e) {
                    failure.addSuppressed(e);
                }
            }
            Entry ofChild = child == null ? null : child.mark(reason);
            if (ofChild != null && ofChild != CANCELLED_BEFORE) {
                lists.push(ofChild);
            }
            entry = next != null ? next : lists.poll();
        }
        rethrow(failure);
        return true;
    }

    private static void rethrow(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            // A Runnable throws no other.
            throw (RuntimeException) failure;
        }
    }

    /** Marks this token as cancelled and takes its entries, of which there may be none. */
    private synchronized Entry mark(CancellationException reason) {
        if (this.reason != null) {
            return CANCELLED_BEFORE;
        }
        this.reason = reason;
        Entry list = first;
        first = null;
        for (Entry entry = list; entry != null; entry = entry.next) {
            entry.listed = false;
            entry.previous = null;
        }
        return list;
    }

    /** Whether it was cancelled, alone or with an ancestor. */
    public boolean isCancelled() {
        return reason != null;
    }

    /**
     * Throws if it was cancelled.
     *
     * @throws CancellationException with the reason as its message and cause
     */
    public void throwIfCancelled() {
        CancellationException cancelled = reason;
        if (cancelled != null) {
            // A new one, with the stack of the one that stops.
            CancellationException thrown = new CancellationException(cancelled.getMessage());
            thrown.initCause(cancelled);
            throw thrown;
        }
    }

    /** The reason for which it was cancelled, or null. */
    public CancellationException reason() {
        return reason;
    }

    /**
     * Runs an action when this token is cancelled, on the thread that cancels it; at once if it was
     * cancelled before.
     */
    public Registration onCancel(Runnable action) {
        Objects.requireNonNull(action, "action");
        Entry entry = new Entry(this, action);
        if (add(entry) != null) {
            action.run();
            return Registration.NONE;
        }
        return entry;
    }

    /**
     * Runs a body on the caller, which meanwhile waits under this token in place of its own: make
     * this one a child of that ({@link Parker#token}) if a cancel of either shall count.
     *
     * @throws CancellationException when the body waits after the cancel
     */
    public <T> T call(Callable<T> body) throws Exception {
        Parker parker = Parker.current();
        CancellationToken outer = parker.token;
        parker.token = this;
        Registration wake = onCancel(parker::unpark);
        try {
            return body.call();
        } finally {
            wake.close();
            parker.token = outer;
        }
    }

    /**
     * Withdraws this token from its parent, which then no longer cancels it, and ends its timer if
     * it has one. Idempotent.
     */
    @Override
    public void close() {
        if (inParent != null) {
            inParent.close();
        }
        if (atClose != null) {
            atClose.run();
        }
    }

    /** Adds an entry, or answers the reason why that is too late. */
    private synchronized CancellationException add(Entry entry) {
        if (reason != null) {
            return reason;
        }
        entry.next = first;
        if (first != null) {
            first.previous = entry;
        }
        first = entry;
        entry.listed = true;
        return null;
    }

    private synchronized void remove(Entry entry) {
        if (!entry.listed) {
            return;
        }
        entry.listed = false;
        if (entry.previous == null) {
            first = entry.next;
        } else {
            entry.previous.next = entry.next;
        }
        if (entry.next != null) {
            entry.next.previous = entry.previous;
        }
        entry.previous = null;
        entry.next = null;
    }

    @Override
    public String toString() {
        CancellationException cancelled = reason;
        return "cancellation token"
                + (cancelled == null ? "" : " (cancelled: " + cancelled.getMessage() + ")");
    }
}
