// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.harness;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;

import org.kcoro.benchmarks.Work;

/** All samples of a work, a system and a number of workers. */
final class Measurement {

    private final Work work;
    private final String system;
    private final int workers;
    private final String note;
    private final List<Sample> samples = new ArrayList<>();

    Measurement(Work work, String system, int workers, String note) {
        this.work = work;
        this.system = system;
        this.workers = workers;
        this.note = note;
    }

    Work work() {
        return work;
    }

    String system() {
        return system;
    }

    int workers() {
        return workers;
    }

    String note() {
        return note;
    }

    void add(List<Sample> more) {
        samples.addAll(more);
    }

    /** The better ones first. */
    static Comparator<Measurement> bestFirst() {
        return Comparator.comparingDouble(m -> m.work.isRate() ? -m.median() : m.median());
    }

    /** How many times the cost of another, of the same work. */
    double ratioTo(Measurement other) {
        return work.isRate() ? other.median() / median() : median() / other.median();
    }

    int samples() {
        return samples.size();
    }

    double median() {
        return middle(values());
    }

    double min() {
        return values().min().orElseThrow();
    }

    double max() {
        return values().max().orElseThrow();
    }

    double cpuMedian() {
        return middle(samples.stream().mapToDouble(Sample::cpu));
    }

    private DoubleStream values() {
        return samples.stream().mapToDouble(Sample::value);
    }

    private static double middle(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
