// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher;

import java.util.stream.Stream;

/** One that has contexts, such as a scheduler, for tools that list them. */
@FunctionalInterface
public interface ContextSource {

    /** Its contexts that have not ended. Called by any thread. */
    Stream<Context> contexts();
}
