// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

/**
 * What runs in a {@link Scope}.
 *
 * @param <T> the type of its result
 */
@FunctionalInterface
public interface ScopeBody<T> {

    /** Runs the body. What it throws is a failure of the scope. */
    T run(Scope scope) throws Exception;
}
