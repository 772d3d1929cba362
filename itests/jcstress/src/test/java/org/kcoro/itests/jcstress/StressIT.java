// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.jcstress;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Runs the stress tests: for some seconds, to see that they run at all, and long enough to find
 * something where the property {@code kcoro.ci} is set.
 */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StressIT {

    private static final boolean CI = Boolean.getBoolean("kcoro.ci");

    /** Gate, queue, tokens, grants, scopes and channels. */
    private static final String OURS = "org\\.kcoro\\.(switcher|scheduler|channels)\\..*";

    private static final int TESTS = 25;

    private static final String PLANTED =
            "org\\.kcoro\\.itests\\.jcstress\\.planted\\.PlantedStress";

    @TempDir Path folder;

    @Test
    void nothingForbiddenIsSeen() throws Exception {
        StressRun run =
                StressRun.of(folder, OURS, CI ? List.of("-iters", "5", "-time", "500") : sanity());
        assertEquals(0, run.exitCode(), run::output);
        // One that is not run, because the machine is too small for it, is no success.
        assertEquals(TESTS, run.passed(), run::output);
    }

    private static List<String> sanity() {
        return List.of("-m", "sanity");
    }

    /** The harness is red where there is a fault. */
    @ParameterizedTest
    @ValueSource(strings = {"Gate", "Queue", "Select", "Commit", "Abort"})
    @EnabledIfSystemProperty(named = "kcoro.ci", matches = "true")
    void plantedFaultsAreFound(String test) throws Exception {
        StressRun run =
                StressRun.of(
                        folder, PLANTED + "\\." + test, List.of("-iters", "10", "-time", "500"));
        assertNotEquals(0, run.exitCode(), run::output);
        List<String> missing = new ArrayList<>();
        for (String said :
                List.of("[FAILED] ", "PlantedStress." + test, "Observed forbidden state")) {
            if (!run.output().contains(said)) {
                missing.add(said);
            }
        }
        assertTrue(missing.isEmpty(), () -> missing + " not in\n" + run.output());
    }
}
