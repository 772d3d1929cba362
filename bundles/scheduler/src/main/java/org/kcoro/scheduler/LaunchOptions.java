// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.util.Objects;

/**
 * How a coroutine is launched. Immutable.
 *
 * @param name for dumps and reports; need not be unique
 * @param switcher the name of the switcher that runs it, or null for that of the dispatcher
 * @param token the token under which it waits, or null
 * @param reportsFailure whether a failure that nobody has joined goes to the failure handler
 */
public record LaunchOptions(
        String name, String switcher, CancellationToken token, boolean reportsFailure) {

    /** Checks that there is a name. */
    public LaunchOptions {
        Objects.requireNonNull(name, "name");
    }

    /** Options with a name and nothing else. */
    public static LaunchOptions named(String name) {
        return new LaunchOptions(name, null, null, true);
    }

    /** These options with a switcher, by its name. */
    public LaunchOptions onSwitcher(String switcher) {
        return new LaunchOptions(name, switcher, token, reportsFailure);
    }

    /** These options with a token. */
    public LaunchOptions under(CancellationToken token) {
        return new LaunchOptions(name, switcher, token, reportsFailure);
    }

    /** These options for one whose failure is somebody's business already. */
    public LaunchOptions withoutFailureReport() {
        return new LaunchOptions(name, switcher, token, false);
    }
}
