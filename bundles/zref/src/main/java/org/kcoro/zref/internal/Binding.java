// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

import org.kcoro.zref.BackendClosedException;
import org.kcoro.zref.DescriptorChannel;

/**
 * A channel and its backend, from before it is attached until it is detached; docs/design/zref.md
 * numbers the transitions (B). No code of a backend or user runs under its monitor.
 */
final class Binding {

    private static final System.Logger LOGGER = System.getLogger("org.kcoro.zref");

    private final RegisteredBackend backend;
    private final BackendRegistry owner;

    // Guarded by this.

    /** Null until it is attached. */
    private DescriptorChannel channel;

    /** Why it shall end, from the first that wants it; null while nobody does. */
    private BackendClosedException end;

    /** Whether somebody detaches it, or has. */
    private boolean detaching;

    /** To run once it is detached; null after that. */
    private List<Runnable> whenDetached = new ArrayList<>();

    Binding(RegisteredBackend backend, BackendRegistry owner) {
        this.backend = backend;
        this.owner = owner;
    }

    RegisteredBackend backend() {
        return backend;
    }

    BackendRegistry owner() {
        return owner;
    }

    /** The channel, or null while it is not attached. */
    synchronized DescriptorChannel channel() {
        return channel;
    }

    /**
     * Takes the channel that was attached (B2).
     *
     * @return why it shall end already, or null
     */
    synchronized BackendClosedException attached(DescriptorChannel attached) {
        channel = attached;
        return end;
    }

    /** Closes the channel for sending (B4), now or as soon as it is attached. */
    void close(BackendClosedException cause) {
        DescriptorChannel attached;
        synchronized (this) {
            if (end == null) {
                end = cause;
            }
            attached = channel;
        }
        if (attached != null) {
            attached.close(cause);
        }
    }

    /**
     * Discards what is left in the channel, and detaches it (B5).
     *
     * @return whether there was something left, or receivers could have come
     */
    boolean cancel(BackendClosedException cause) {
        DescriptorChannel attached = channel();
        if (attached == null) {
            return false;
        }
        boolean left = !attached.isClosedForReceive();
        attached.cancel(cause);
        detach();
        return left;
    }

    /** Has the backend let the channel go (B3, B5), unless that was done. */
    void detach() {
        DescriptorChannel attached;
        synchronized (this) {
            if (detaching) {
                return;
            }
            detaching = true;
            attached = channel;
        }
        owner.forget(this);
        if (attached != null) {
            try {
                backend.backend().detach(attached);
            } catch (Throwable e) {
                LOGGER.log(Level.ERROR, backend + " has failed to let go of " + attached, e);
            }
        }
        detached();
    }

    private void detached() {
        List<Runnable> actions;
        synchronized (this) {
            actions = whenDetached;
            whenDetached = null;
        }
        for (Runnable action : actions) {
            action.run();
        }
    }

    /** Runs an action once it is detached; at once if it is. */
    void whenDetached(Runnable action) {
        synchronized (this) {
            if (whenDetached != null) {
                whenDetached.add(action);
                return;
            }
        }
        action.run();
    }
}
