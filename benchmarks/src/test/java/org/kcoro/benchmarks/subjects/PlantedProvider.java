// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

import java.util.Set;
import java.util.concurrent.CountDownLatch;

import org.kcoro.benchmarks.Subject;
import org.kcoro.benchmarks.SubjectProvider;
import org.kcoro.benchmarks.Work;

/** Faulty systems that a process of a measurement finds by name. */
public abstract class PlantedProvider implements SubjectProvider {

    /** With which their names begin. */
    public static final String PREFIX = "planted-";

    private final String name;

    private PlantedProvider(String name) {
        this.name = name;
    }

    @Override
    public String system() {
        return PREFIX + name;
    }

    @Override
    public Set<Work> works() {
        return Set.of(Work.BUFFERED_16);
    }

    /** Its channels lose an element. */
    public static final class Losing extends PlantedProvider {

        public Losing() {
            super("losing");
        }

        @Override
        public Subject open(int workers) {
            return Planted.LOSES.subject();
        }
    }

    /** Its receivers wait for what never comes. */
    public static final class Hanging extends PlantedProvider {

        public Hanging() {
            super("hanging");
        }

        @Override
        public Subject open(int workers) {
            return new Subject() {
                @Override
                public long exchange(Work work, int count) throws InterruptedException {
                    new CountDownLatch(1).await();
                    return 0;
                }
            };
        }
    }
}
