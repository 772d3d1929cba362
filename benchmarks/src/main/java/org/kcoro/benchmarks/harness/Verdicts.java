// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.harness;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.kcoro.benchmarks.Work;

/**
 * Measurements beside the targets, as a table in Markdown. Ratios are those of the cost: of rates,
 * the rival's by ours. Wall time decides; where CPU time says otherwise, the machine had other
 * things to do, and the verdict is {@code unclear}.
 */
final class Verdicts {

    private final List<Measurement> all;

    Verdicts(List<List<Measurement>> rows) {
        all = rows.stream().flatMap(Collection::stream).toList();
    }

    /** The lines of the table; only the head if no target was measured. */
    List<String> table() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "| work | system | workers | median | against | ratio | ratio of CPU | target | |");
        lines.add("|---|---|---|---|---|---|---|---|---|");
        for (Target target : Target.ALL) {
            for (Measurement ours : all) {
                if (ours.work() == target.work() && ours.system().equals(target.system())) {
                    line(target, ours).ifPresent(lines::add);
                }
            }
        }
        return lines;
    }

    private Optional<String> line(Target target, Measurement ours) {
        if (target.rivals().isEmpty()) {
            return Optional.of(line(target, ours, "", "", "", verdictAlone(target, ours)));
        }
        return all.stream()
                .filter(m -> m.work() == ours.work() && m.workers() == ours.workers())
                .filter(m -> target.rivals().contains(m.system()))
                .min(Measurement.bestFirst())
                .map(rival -> line(target, ours, rival));
    }

    private static String line(Target target, Measurement ours, Measurement rival) {
        double ratio = ours.ratioTo(rival);
        double cpuRatio = ours.cpuMedian() / rival.cpuMedian();
        // The CPU time of parked coroutines is that of their launch.
        double second = ours.work() == Work.PARKED_BYTES ? ratio : cpuRatio;
        return line(
                target,
                ours,
                "%s %s".formatted(rival.system(), number(rival.median())),
                number(ratio),
                number(cpuRatio),
                verdict(target, ratio, second));
    }

    private static String line(
            Target target,
            Measurement ours,
            String rival,
            String ratio,
            String cpuRatio,
            String verdict) {
        return "| %s | %s | %d | %s %s | %s | %s | %s | %s | %s |"
                .formatted(
                        ours.work().label(),
                        ours.system(),
                        ours.workers(),
                        number(ours.median()),
                        ours.work().unit(),
                        rival,
                        ratio,
                        cpuRatio,
                        number(target.limit()),
                        verdict);
    }

    private static String verdictAlone(Target target, Measurement ours) {
        boolean met =
                ours.work().isRate()
                        ? ours.median() >= target.limit()
                        : ours.median() <= target.limit();
        return met ? "met" : "missed";
    }

    private static String verdict(Target target, double first, double second) {
        boolean met = first <= target.limit();
        return met == (second <= target.limit()) ? met ? "met" : "missed" : "unclear";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
    }
}
