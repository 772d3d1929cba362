// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("heavy")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DumpTest {

    private static final String ALL = "org.kcoro.scheduler.Machine#all";
    private static final String SINGLE = "org.kcoro.scheduler.Machine#single";

    private static final String ODD = "odd \"name\" \\ with\na line";

    private static void waitsHere(Gate gate) throws InterruptedException {
        gate.await();
    }

    private static boolean shows(CoroutineDump.Entry entry, String method) {
        return entry.stack().stream().anyMatch(frame -> frame.getMethodName().equals(method));
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void itShowsWhoWaitsForWhat(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Gate gate = new Gate();
            Coroutine<Void> waits = rig.launch(ODD, () -> waitsHere(gate));
            Coroutine<Void> joins = rig.launch("joins", waits::join);
            rig.settle();
            CoroutineDump dump = rig.scheduler.dump(true);
            assertEquals(rig.scheduler.name(), dump.scheduler());
            assertEquals(2, dump.coroutines().size());
            CoroutineDump.Entry first = entry(dump, waits);
            assertEquals(ODD, first.name());
            assertEquals(CoroutineState.PARKED, first.state());
            assertEquals(Gate.REASON, first.waitReason());
            assertTrue(shows(first, "waitsHere"), first::toString);
            CoroutineDump.Entry second = entry(dump, joins);
            assertEquals(List.of(first.key()), second.owners());
            assertEquals("join", second.waitReason().kind());
            assertTrue(second.waitReason().definite());
            assertTrue(
                    rig.scheduler.dump(false).coroutines().stream()
                            .allMatch(entry -> entry.stack().isEmpty()));

            String text = dump.toText();
            assertTrue(text.contains("2 coroutines"), text);
            assertTrue(text.contains("parked, await: gate"), text);
            assertTrue(text.contains("owned by [" + first.key() + "]"), text);
            assertTrue(text.contains("    at "), text);
            String dot = dump.toDot();
            assertTrue(
                    dot.contains('"' + second.key().toString() + "\" -> \"" + first.key() + "\";"),
                    dot);
            assertTrue(dot.contains("odd \\\"name\\\" \\\\ with\\na line"), dot);
            assertEquals(List.of(ODD, "joins"), namesOf(dump.toJson()));
            gate.open();
            joins.join();
            assertEquals(List.of(), rig.scheduler.dump(true).coroutines());
        }
    }

    private static CoroutineDump.Entry entry(CoroutineDump dump, Coroutine<?> of) {
        return dump.coroutines().stream()
                .filter(entry -> entry.key().id() == of.id())
                .findAny()
                .orElseThrow(() -> new AssertionError("no " + of + " in " + dump.toText()));
    }

    /** Parses all of it, and answers the names of the coroutines. */
    private static List<String> namesOf(String json) throws Exception {
        List<String> names = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    fields.add(parser.currentName());
                } else if (token == JsonToken.VALUE_STRING && "name".equals(parser.currentName())) {
                    names.add(parser.getText());
                }
            }
        }
        for (String field :
                List.of(
                        "scheduler",
                        "coroutines",
                        "deadlocks",
                        "id",
                        "state",
                        "wait",
                        "kind",
                        "label",
                        "definite",
                        "owners",
                        "stack")) {
            assertTrue(fields.contains(field), () -> "no " + field + " in: " + json);
        }
        return names;
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aRunningOneShowsItsStackToo(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            AtomicBoolean stop = new AtomicBoolean();
            Latch begun = new Latch("begun", 1);
            Coroutine<Void> runs = rig.launch("runs", () -> runsHere(begun, stop));
            begun.await();
            CoroutineDump.Entry entry = entry(rig.scheduler.dump(true), runs);
            stop.set(true);
            assertEquals(CoroutineState.RUNNING, entry.state());
            assertTrue(shows(entry, "runsHere"), entry::toString);
            runs.join();
        }
    }

    private static void runsHere(Latch begun, AtomicBoolean stop) {
        begun.countDown();
        while (!stop.get()) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void itIsTakenInsideACoroutineToo(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            CoroutineDump dump = rig.in(() -> rig.scheduler.dump(true));
            assertEquals(1, dump.coroutines().size());
            assertEquals("in", dump.coroutines().get(0).name());
        }
    }

    /** Stacks are read while their owners wait and go on. */
    @ParameterizedTest
    @MethodSource(ALL)
    void dumpsBesideResumesDisturbNothing(Machine machine) throws Exception {
        int pairs = 10;
        int rounds = Effort.of(machine.is("continuation") ? 100 : 600, 50_000);
        try (Rig rig = new Rig(machine)) {
            List<Coroutine<Long>> players = new ArrayList<>();
            for (int i = 0; i < pairs; i++) {
                Baton baton = new Baton();
                players.add(rig.call("even", () -> baton.play(0, rounds)));
                players.add(rig.call("odd", () -> baton.play(1, rounds)));
            }
            Gate gate = new Gate();
            Coroutine<Void> waits = rig.launch("waits", () -> waitsHere(gate));
            while (waits.state() != CoroutineState.PARKED
                    || !shows(entry(rig.scheduler.dump(true), waits), "waitsHere")) {
                Thread.yield();
            }
            int seen = 0;
            do {
                // The one that stays is there each time. Its stack is not, as long as it is about
                // to be left.
                CoroutineDump.Entry entry = entry(rig.scheduler.dump(true), waits);
                seen += shows(entry, "waitsHere") ? 1 : 0;
            } while (players.stream().anyMatch(player -> !player.state().isDone()));
            gate.open();
            long sum = 0;
            for (Coroutine<Long> player : players) {
                sum += player.join();
            }
            assertEquals(pairs * Baton.sumOf(rounds), sum);
            assertTrue(seen > 0, "no stack was seen");
            waits.join();
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void ofVeryMany(Machine machine) throws Exception {
        int count = Effort.of(machine.is("virtual-thread") ? 20_000 : 10_000, 100_000);
        try (Rig rig = new Rig(machine)) {
            Latch begun = new Latch("begun", count);
            Gate gate = new Gate();
            for (int i = 0; i < count; i++) {
                rig.launch(
                        "one of many",
                        () -> {
                            begun.countDown();
                            gate.await();
                        });
            }
            begun.await();
            rig.settle();
            long begin = System.nanoTime();
            CoroutineDump dump = rig.scheduler.dump(true);
            long millis = (System.nanoTime() - begin) / 1_000_000;
            System.out.println(machine + ": " + count + " coroutines dumped in " + millis + " ms");
            assertEquals(count, dump.coroutines().size());
            assertTrue(dump.coroutines().stream().allMatch(entry -> shows(entry, "await")));
            gate.open();
        }
    }
}
