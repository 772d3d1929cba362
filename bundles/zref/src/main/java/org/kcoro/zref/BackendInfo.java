// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.util.Set;

/**
 * A backend that is registered.
 *
 * @param name by which it is found
 * @param ranking the higher one wins where two have a name
 * @param owner who has registered it
 * @param shadowed whether another of its name is found in its place
 * @param capabilities what its channels can do
 * @param channels how many are bound to it
 */
public record BackendInfo(
        String name,
        int ranking,
        String owner,
        boolean shadowed,
        Set<BackendCapability> capabilities,
        int channels) {

    /** Takes a copy of the set. */
    public BackendInfo {
        capabilities = Set.copyOf(capabilities);
    }
}
