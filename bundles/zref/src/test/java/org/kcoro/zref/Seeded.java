// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.util.SplittableRandom;

/** Runs a test on random choices that a failure can be replayed with. */
public final class Seeded {

    /** Set to replay a failure. */
    public static final String PROPERTY = "kcoro.test.seed";

    /** A test on random choices. */
    @FunctionalInterface
    public interface Body {
        void run(SplittableRandom random) throws Exception;
    }

    private Seeded() {}

    public static void run(Body body) {
        long seed = Long.getLong(PROPERTY, System.nanoTime());
        try {
            body.run(new SplittableRandom(seed));
        } catch (Throwable e) {
            throw new AssertionError("replay with -D" + PROPERTY + "=" + seed + ": " + e, e);
        }
    }
}
