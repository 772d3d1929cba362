// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.util.Set;

/**
 * Makes descriptor channels. An implementation is registered with {@link Backends}; in a container
 * it is a service, and its {@code service.ranking} the ranking. {@code ZeroCopyBackendKit} of the
 * test kit says what its channels must do.
 *
 * <p>Its methods are called from any coroutine or thread, several at a time, outside locks. What an
 * application does with payloads it does with the channel; a backend is not asked again between
 * {@link #attach} and {@link #detach}.
 */
public interface ZeroCopyBackend {

    /** The name by which it is found; not blank, always the same. */
    String name();

    /** What its channels can do; always the same. Who asks for more is refused before an attach. */
    Set<BackendCapability> capabilities();

    /**
     * Makes a channel. Short, whatever its capacity, and waits for nothing.
     *
     * @param spec asks for nothing that the capabilities do not name
     * @return a new channel, open, with the name, kind and capacity of the spec
     */
    DescriptorChannel attach(DescriptorSpec spec);

    /**
     * Lets a channel go, once for each that {@link #attach} has made: it is closed and drained, or
     * was cancelled. Nothing will be sent or received; operations that a cancel has ended may still
     * be on their way out. Short, and waits for nothing; what it throws is logged.
     */
    void detach(DescriptorChannel channel);
}
