// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.List;
import java.util.stream.Stream;

import org.kcoro.ipc.PeerCredentials;

/**
 * Whom a server serves: its own user, and the users and groups that are allowed.
 *
 * @param users names, or numbers in decimal
 * @param groups names, or numbers in decimal
 */
record PeerPolicy(List<String> users, List<String> groups) {

    static final PeerPolicy OWN_USER = new PeerPolicy(List.of(), List.of());

    /** The policy of lists with commas. */
    static PeerPolicy of(String users, String groups) {
        return new PeerPolicy(split(users), split(groups));
    }

    private static List<String> split(String list) {
        return Stream.of(list.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
    }

    /**
     * Lets others than its owner open a socket, if any are allowed: their credentials are looked
     * at.
     */
    void open(Path socket) throws IOException {
        if (!users.isEmpty() || !groups.isEmpty()) {
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
        }
    }

    /** The owner of a socket that was made just now, which is this process's own user. */
    static UserPrincipal ownerOf(Path socket) throws IOException {
        return Files.getOwner(socket, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Whether it serves a peer.
     *
     * @param own this process's own user
     */
    boolean allows(PeerCredentials peer, UserPrincipal own) {
        if (peer.user().equals(own)) {
            return true;
        }
        UserPrincipalLookupService names = FileSystems.getDefault().getUserPrincipalLookupService();
        return users.stream()
                        .anyMatch(name -> is(peer.user(), () -> names.lookupPrincipalByName(name)))
                || groups.stream()
                        .anyMatch(
                                name ->
                                        is(
                                                peer.group(),
                                                () -> names.lookupPrincipalByGroupName(name)));
    }

    private interface Lookup {
        UserPrincipal find() throws IOException;
    }

    /** Looked up each time: users come and go while a server runs. */
    private static boolean is(UserPrincipal peer, Lookup lookup) {
        try {
            return peer.equals(lookup.find());
        } catch (IOException e) {
            return false;
        }
    }
}
