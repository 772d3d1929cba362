// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.time.Duration;
import java.util.List;

import org.kcoro.channels.ChannelSnapshot;

/** A backend that was registered, and can be taken back. Thread-safe. */
public interface BackendRegistration extends AutoCloseable {

    /** The backend. */
    ZeroCopyBackend backend();

    /**
     * Takes the backend back. From the call on nothing is bound to it; the one of its name that it
     * has shadowed is found again. Its channels are closed for sending with a {@link
     * BackendClosedException} as the cause: senders fail, those that wait at once, and receivers
     * find the rest and then the end. Once all are drained, when the patience ends, or when the
     * caller is asked to stop, the rest is cancelled, so that payloads go back to their regions;
     * and the backend has been told to {@linkplain ZeroCopyBackend#detach let go} of each. Does
     * nothing when it was called before.
     *
     * @param patience how long receivers may take; zero cancels at once
     * @return the channels that were not drained, as they were before their cancel
     */
    List<ChannelSnapshot> drain(Duration patience);

    /** Drains with the patience of the setting {@code drainMillis}, and logs what was left. */
    @Override
    void close();
}
