// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks;

import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;

/** Starts a system. Found by {@link ServiceLoader}; each run has a JVM of its own. */
public interface SubjectProvider {

    /** Its name in records. */
    String system();

    /** The works that it has. */
    Set<Work> works();

    /** Options of the JVM that it runs in. */
    default List<String> jvmOptions(int workers) {
        return List.of();
    }

    /** What a reader of the record must know, or an empty text. */
    default String note(Work work) {
        return "";
    }

    /** Starts it. */
    Subject open(int workers) throws Exception;

    /** All that are on the class path. */
    static List<SubjectProvider> all() {
        return ServiceLoader.load(SubjectProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /**
     * The one of a name.
     *
     * @throws IllegalArgumentException when it is not on the class path
     */
    static SubjectProvider of(String system) {
        return all().stream()
                .filter(provider -> provider.system().equals(system))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no system " + system));
    }
}
