// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kcoro.port.Settings;
import org.kcoro.switcher.ContextSwitcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SchedulerBuilderTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 257, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void aWorkerCountOutOfRangeIsRefusedByName(int workers) {
        SchedulerBuilder builder = Scheduler.builder();
        assertNames(() -> builder.workers(workers), "workers", "" + workers, "1", "256");
        assertNames(
                () -> builder.settings(settings("workers", "" + workers)),
                "kcoro.workers",
                "'" + workers + "'",
                "from 1 to 256");
    }

    @Test
    void bothEndsOfTheWorkerRangeAreTaken() {
        for (int workers : new int[] {1, 256}) {
            try (Scheduler scheduler = Scheduler.builder().workers(workers).build()) {
                assertEquals(workers, scheduler.workers());
            }
        }
    }

    @Test
    void anUnknownSwitcherIsRefusedByName() {
        SchedulerBuilder builder = Scheduler.builder().switcher("fibre");
        assertNames(builder::build, "switcher", "'fibre'", "virtual-thread", "continuation", "jdk");
        SchedulerBuilder bySetting = Scheduler.builder().settings(settings("switcher", "yarn"));
        assertNames(bySetting::build, "kcoro.switcher", "'yarn'");
    }

    @Test
    void settingsAreTaken() {
        Settings settings =
                Settings.of(Map.of("workers", 3, "switcher", "continuation"), name -> null);
        try (Scheduler scheduler = Scheduler.builder().settings(settings).build()) {
            assertEquals(3, scheduler.workers());
            assertEquals("continuation", scheduler.switcher());
        }
    }

    @Test
    void settingsThatAreMissingChangeNothing() {
        Settings none = Settings.of(Map.of(), name -> null);
        try (Scheduler scheduler =
                Scheduler.builder().workers(2).switcher("jdk").settings(none).build()) {
            assertEquals(2, scheduler.workers());
            assertEquals("jdk", scheduler.switcher());
        }
    }

    @Test
    void theDefaultsAreTheBestSwitcherAndAWorkerForEachProcessor() {
        try (Scheduler scheduler = Scheduler.builder().build()) {
            assertEquals("kcoro", scheduler.name());
            assertEquals("virtual-thread", scheduler.switcher());
            assertEquals(Runtime.getRuntime().availableProcessors(), scheduler.workers());
        }
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.scheduler.Machine#single")
    void aSwitcherCanBeNamedOrGiven(Machine machine) {
        ContextSwitcher switcher = machine.switcher();
        try (Scheduler named = Scheduler.builder().switcher(switcher.name()).build();
                Scheduler given = Scheduler.builder().switcher(switcher).build()) {
            assertEquals(switcher.name(), named.switcher());
            assertEquals(switcher.name(), given.switcher());
        }
    }

    @Test
    void nullsAreRefused() {
        SchedulerBuilder builder = Scheduler.builder();
        assertThrows(NullPointerException.class, () -> builder.name(null));
        assertThrows(NullPointerException.class, () -> builder.port(null));
        assertThrows(NullPointerException.class, () -> builder.switcher((ContextSwitcher) null));
        assertThrows(NullPointerException.class, () -> builder.failureHandler(null));
        assertThrows(NullPointerException.class, () -> builder.settings(null));
    }

    @Test
    void threadsAreMadeByThePortAndNamedAfterTheScheduler() throws Exception {
        NotingPort port = new NotingPort();
        try (Scheduler scheduler =
                Scheduler.builder()
                        .name("own")
                        .workers(2)
                        .port(port)
                        .switcher("continuation")
                        .build()) {
            assertEquals(
                    List.of("own-worker-1", "own-worker-2"),
                    port.threads().stream()
                            .map(Thread::getName)
                            .filter(n -> n.startsWith("own"))
                            .toList());
            String here = scheduler.launch("where", () -> Thread.currentThread().getName()).join();
            assertTrue(here.startsWith("own-worker-"), here);
        }
    }

    private static Settings settings(String name, String value) {
        return Settings.of(Map.of(), asked -> asked.equals("kcoro." + name) ? value : null);
    }

    private static void assertNames(Runnable refused, String... parts) {
        String message = assertThrows(IllegalArgumentException.class, refused::run).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "no " + part + " in: " + message);
        }
    }
}
