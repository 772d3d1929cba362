// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.kcoro.benchmarks.SubjectProvider;
import org.kcoro.benchmarks.Work;

/** Measures all systems in turn and writes the results; started by {@code benchmarks/run}. */
public final class Main {

    private static final int[] WORKERS = {1, 2};

    private final Arguments arguments;
    private final List<Runner> runners = new ArrayList<>();
    private boolean failed;

    private Main(Arguments arguments) {
        this.arguments = arguments;
    }

    public static void main(String[] args) throws Exception {
        Arguments arguments;
        try {
            arguments = Arguments.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println("benchmarks/run: " + e.getMessage());
            System.err.println("Usage: benchmarks/run [--quick] [--only WORK,...] --json FILE");
            System.exit(2);
            return;
        }
        System.exit(new Main(arguments).run() ? 0 : 1);
    }

    private boolean run() throws IOException, InterruptedException {
        Path log = Files.createTempFile("kcoro-benchmarks-", ".log");
        for (SubjectProvider provider : SubjectProvider.all()) {
            runners.add(new JvmRunner(provider, log, JvmRunner.PATIENCE_SECONDS));
        }
        String go = addGo();
        runners.removeIf(
                r -> !arguments.systems().isEmpty() && !arguments.systems().contains(r.system()));
        var machine = Machine.describe(arguments.plan(), go);
        say("machine: %s", machine);
        List<List<Measurement>> rows = new ArrayList<>();
        for (Work work : arguments.works()) {
            rows.addAll(measure(work));
            // After each work, so that a run that is stopped was not in vain.
            Ledger.write(arguments.json(), machine, rows);
        }
        new Verdicts(rows).table().forEach(System.err::println);
        if (failed) {
            say("the log is %s", log);
        } else {
            Files.delete(log);
        }
        return !failed;
    }

    private String addGo() throws IOException, InterruptedException {
        String program = System.getProperty("kcoro.benchmarks.go", "");
        if (program.isEmpty()) {
            say("go: not installed, so its rows are absent");
            return null;
        }
        runners.add(new GoRunner(Path.of(program)));
        return Processes.output(List.of("go", "version")).strip();
    }

    /** One work: in each round every system once with each number of workers. */
    private List<List<Measurement>> measure(Work work) throws InterruptedException {
        List<List<Measurement>> rows = new ArrayList<>();
        List<Runner> taking = runners.stream().filter(r -> r.has(work)).toList();
        for (Runner runner : taking) {
            List<Measurement> row = new ArrayList<>();
            for (int workers : WORKERS) {
                row.add(new Measurement(work, runner.system(), workers, runner.note(work)));
            }
            rows.add(row);
        }
        for (int round = 1; round <= arguments.plan().rounds(); round++) {
            for (int i = 0; i < taking.size(); i++) {
                for (Measurement measurement : rows.get(i)) {
                    measure(taking.get(i), measurement, round);
                }
            }
        }
        for (List<Measurement> row : rows) {
            row.removeIf(measurement -> measurement.samples() == 0);
        }
        rows.removeIf(List::isEmpty);
        return rows;
    }

    private void measure(Runner runner, Measurement m, int round) throws InterruptedException {
        String what = m.work().label() + " " + m.system() + ", workers: " + m.workers();
        try {
            m.add(runner.measure(m.work(), m.workers(), arguments.plan()));
            say(
                    "%s, round %d: %.1f %s (%.1f to %.1f), CPU %.1f ns",
                    what, round, m.median(), m.work().unit(), m.min(), m.max(), m.cpuMedian());
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            failed = true;
            say("%s, round %d failed: %s", what, round, e);
        }
    }

    private static void say(String format, Object... values) {
        System.err.println(String.format(Locale.ROOT, format, values));
    }
}
