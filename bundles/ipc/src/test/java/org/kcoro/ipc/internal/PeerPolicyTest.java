// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kcoro.ipc.PeerCredentials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PeerPolicyTest {

    private final UserPrincipalLookupService names =
            FileSystems.getDefault().getUserPrincipalLookupService();

    private UserPrincipal user(String name) throws IOException {
        return names.lookupPrincipalByName(name);
    }

    private PeerCredentials peer(int user, int group) throws IOException {
        return new PeerCredentials(
                user(Integer.toString(user)),
                names.lookupPrincipalByGroupName(Integer.toString(group)));
    }

    @Test
    void itsOwnUserIsServedAndNoOther() throws IOException {
        UserPrincipal own = user("4711");
        assertTrue(PeerPolicy.OWN_USER.allows(peer(4711, 1), own));
        assertFalse(PeerPolicy.OWN_USER.allows(peer(4712, 1), own));
        assertFalse(PeerPolicy.OWN_USER.allows(peer(0, 0), own));
    }

    @Test
    void usersAndGroupsAreAllowedByNameOrNumber() throws IOException {
        UserPrincipal own = user("4711");
        PeerPolicy policy = PeerPolicy.of(" root, 4712,nobody-of-this-name ", "4800");
        assertTrue(policy.allows(peer(0, 0), own));
        assertTrue(policy.allows(peer(4712, 1), own));
        assertTrue(policy.allows(peer(4713, 4800), own));
        assertFalse(policy.allows(peer(4713, 4712), own));
        assertFalse(policy.allows(peer(4800, 1), own));
        assertTrue(policy.allows(peer(4711, 1), own));
    }

    @Test
    void aSocketIsOpenedToOthersOnlyWhereSomeAreAllowed(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("f"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        PeerPolicy.OWN_USER.open(file);
        assertEquals("rw-------", mode(file));
        PeerPolicy.of("", "4800").open(file);
        assertEquals("rw-rw-rw-", mode(file));
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
