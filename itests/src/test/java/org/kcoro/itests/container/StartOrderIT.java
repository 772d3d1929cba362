// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.container;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.Bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The structural services meet in whatever order the bundles are installed, start and stop. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StartOrderIT {

    @TempDir Path folder;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, Boolean.getBoolean("kcoro.ci") ? 50 : 8);
    }

    private PlainFramework framework() throws Exception {
        return PlainFramework.start(
                folder.resolve("storage"), Map.of("kcoro.socket", folder.resolve("s").toString()));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theyMeetInAnyOrder(long seed) throws Exception {
        Random random = new Random(seed);
        List<Path> jars = new ArrayList<>(Distribution.jars());
        Collections.shuffle(jars, random);
        try (PlainFramework framework = framework()) {
            List<Bundle> bundles = framework.install(jars);
            for (int round = 1; round <= 2; round++) {
                Collections.shuffle(bundles, random);
                PlainFramework.startAll(bundles);
                assertEquals(List.of(), Services.misses(framework.context()), bundles::toString);
                assertEquals("hello", Bridge.echo(folder.resolve("s"), "hello"));

                Collections.shuffle(bundles, random);
                for (Bundle bundle : PlainFramework.withoutFragments(bundles)) {
                    bundle.stop();
                }
                assertEquals(
                        Services.kinds(),
                        Services.misses(framework.context()).size(),
                        bundles::toString);
            }
        }
    }

    @Test
    void oneThatIsMissingIsFound() throws Exception {
        List<Path> jars = new ArrayList<>(Distribution.jars());
        try (PlainFramework framework = framework()) {
            List<Bundle> bundles = framework.install(jars);
            bundles.removeIf(bundle -> bundle.getSymbolicName().equals("org.kcoro.switcher"));
            PlainFramework.startAll(bundles);
            assertEquals(
                    List.of(
                            "0 of 1 org.kcoro.ipc.IpcServer",
                            "0 of 1 org.kcoro.scheduler.Scheduler",
                            "0 of 3 org.kcoro.switcher.ContextSwitcher"),
                    Services.misses(framework.context()));
        }
    }
}
