// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;

/**
 * Who a peer is, as the operating system says: the user and group that its process had when it
 * connected. Immutable.
 *
 * @param user its effective user
 * @param group its effective group
 */
public record PeerCredentials(UserPrincipal user, GroupPrincipal group) {}
