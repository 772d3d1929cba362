// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.util.ArrayList;
import java.util.List;

/** A program: pairs hand turns to one another, and make garbage, while they are dumped. */
final class DumpsBesideResumes {

    private static final int PAIRS = 10;

    private DumpsBesideResumes() {}

    public static void main(String[] args) throws Exception {
        int rounds = Integer.parseInt(args[0]);
        for (String switcher : List.of("virtual-thread", "continuation", "jdk")) {
            try (Scheduler scheduler = Scheduler.builder().workers(2).switcher(switcher).build()) {
                run(scheduler, rounds);
            }
        }
    }

    private static void run(Scheduler scheduler, int rounds) throws Exception {
        List<Coroutine<Long>> players = new ArrayList<>();
        for (int i = 0; i < PAIRS; i++) {
            Baton baton = new Baton();
            players.add(scheduler.launch("even", () -> play(baton, 0, rounds)));
            players.add(scheduler.launch("odd", () -> play(baton, 1, rounds)));
        }
        while (players.stream().anyMatch(player -> !player.state().isDone())) {
            scheduler.dump(true);
        }
        long sum = 0;
        for (Coroutine<Long> player : players) {
            sum += player.join();
        }
        if (sum != PAIRS * Baton.sumOf(rounds)) {
            throw new AssertionError("turns were lost: " + sum);
        }
    }

    private static long play(Baton baton, int side, int rounds) throws InterruptedException {
        long sum = 0;
        List<byte[]> garbage = new ArrayList<>();
        for (int mine = side; mine < rounds; mine += 2) {
            baton.take(mine);
            sum += mine;
            garbage.add(new byte[4_000]);
            if (garbage.size() > 100) {
                garbage.clear();
            }
            baton.pass(mine);
        }
        return sum;
    }
}
