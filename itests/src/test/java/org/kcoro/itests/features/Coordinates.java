// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.features;

import java.nio.file.Path;

/** The Maven coordinates of a bundle. */
record Coordinates(String groupId, String artifactId, String version) {

    /** Reads them from a text such as {@code mvn:group/artifact/version}. */
    static Coordinates ofUrl(String url) {
        String[] parts = url.strip().substring("mvn:".length()).split("/");
        return new Coordinates(parts[0], parts[1], parts[2]);
    }

    /** The bundle's jar in a folder that is laid out as a Maven repository. */
    Path in(Path repository) {
        return repository
                .resolve(groupId.replace('.', '/'))
                .resolve(artifactId)
                .resolve(version)
                .resolve(artifactId + "-" + version + ".jar");
    }
}
