// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The events of the Flight Recorder. */
@Tag("heavy")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FlightRecorderTest {

    private static final List<String> EVENTS = List.of("Launch", "Park", "Turn", "Steal", "Timer");

    @TempDir private Path folder;

    private Map<String, List<RecordedEvent>> record(Machine machine, List<String> on)
            throws Exception {
        Path file = folder.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            for (String event : EVENTS) {
                if (on.contains(event)) {
                    recording.enable("org.kcoro." + event).withThreshold(Duration.ZERO);
                } else {
                    recording.disable("org.kcoro." + event);
                }
            }
            recording.start();
            run(machine);
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("org.kcoro."))
                .collect(
                        Collectors.groupingBy(
                                event -> event.getEventType().getName().substring(10)));
    }

    private static void run(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            // Until it was seen parked: a sleep that has passed before the wait does not park.
            AtomicBoolean parked = new AtomicBoolean();
            Coroutine<Void> sleeps =
                    rig.launch(
                            "sleeps",
                            () -> {
                                while (!parked.get()) {
                                    Coroutine.sleep(Duration.ofMillis(1));
                                }
                            });
            while (sleeps.state() != CoroutineState.PARKED) {
                Thread.yield();
            }
            parked.set(true);
            sleeps.join();
            // One that keeps its worker: another worker must steal its child.
            rig.launch(
                            "keeps",
                            () -> {
                                Coroutine<Void> stolen = rig.launch("stolen", () -> {});
                                while (!stolen.state().isDone()) {
                                    Thread.onSpinWait();
                                }
                            })
                    .join();
        }
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.scheduler.Machine#twin")
    void allFiveAreSeen(Machine machine) throws Exception {
        Map<String, List<RecordedEvent>> events = record(machine, EVENTS);
        for (String event : EVENTS) {
            assertTrue(events.containsKey(event), () -> "no " + event + " in " + events.keySet());
        }
        Map<String, Long> launched = new HashMap<>();
        for (RecordedEvent launch : events.get("Launch")) {
            launched.put(launch.getString("name"), launch.getLong("coroutine"));
            assertTrue(launch.getStackTrace() != null);
        }
        assertEquals(java.util.Set.of("sleeps", "keeps", "stolen"), launched.keySet());
        RecordedEvent park =
                events.get("Park").stream()
                        .filter(event -> event.getString("name").equals("sleeps"))
                        .findAny()
                        .orElseThrow();
        assertEquals("sleep", park.getString("kind"));
        assertEquals("a while", park.getString("label"));
        assertEquals(launched.get("sleeps"), park.getLong("coroutine"));
        assertTrue(!park.getDuration().isNegative(), park::toString);
        // Apart: JDK 25 drops that of a virtual thread which recorded something itself meanwhile.
        assertEquals(
                launched.keySet(),
                record(machine, List.of("Turn")).get("Turn").stream()
                        .map(event -> event.getString("name"))
                        .collect(Collectors.toSet()));
        assertTrue(
                events.get("Steal").stream()
                        .anyMatch(event -> event.getString("name").equals("stolen")));
        RecordedEvent timer = events.get("Timer").get(0);
        assertTrue(timer.getString("target").contains("sleeps"), timer::toString);
        assertTrue(!timer.getDuration("late").isNegative(), timer::toString);
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.scheduler.Machine#twin")
    void noneIsSeenWhenTheyAreOff(Machine machine) throws Exception {
        assertEquals(Map.of(), record(machine, List.of()));
    }
}
