// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher;

/**
 * Makes contexts of one kind. Implementations are safe for use by any thread.
 *
 * <p>In a container each is a service with the property {@value #NAME_PROPERTY}; the one with the
 * highest service ranking is the default.
 */
public interface ContextSwitcher {

    /** The service property that holds {@link #name()}. */
    String NAME_PROPERTY = "kcoro.switcher";

    /** The name by which users choose it, such as {@code virtual-thread}. */
    String name();

    /**
     * Whether the turns of one context may run on different threads. If not, the thread that ran
     * the first turn must run all of them.
     */
    boolean migrates();

    /** Makes a context, not yet started. */
    Context newContext(ContextOwner owner);

    /**
     * Makes the contexts of a source, as far as this switcher made them, show in thread dumps of
     * the JVM, where they would not by themselves. Idempotent.
     */
    default void show(ContextSource source) {}

    /** Ends {@link #show}. */
    default void hide(ContextSource source) {}
}
