// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelKind;
import org.kcoro.channels.OverflowPolicy;
import org.kcoro.port.Port;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The channels of a test and who uses them: what the tests of {@link ChannelKit} share. */
abstract class ChannelRig {

    /** The system property that holds a seed to replay, as a whole number. */
    private static final String SEED_PROPERTY = "kcoro.testkit.seed";

    /** Dumps the scheduler when a test hangs. */
    @RegisterExtension public final CoroutineDumps dumps = CoroutineDumps.after(patience());

    private final Queue<Throwable> reports = new ConcurrentLinkedQueue<>();
    Scheduler scheduler;

    /**
     * A channel under test; called any number of times in each test.
     *
     * @param settings what it must be; nothing that {@link #capabilities} does not claim
     */
    protected abstract Channel<Integer> newChannel(ChannelSettings settings) throws Exception;

    /** What the channels can do; all unless told. */
    protected ChannelCapabilities capabilities() {
        return ChannelCapabilities.ALL;
    }

    /** The scheduler of the coroutines that use the channels; one with two workers unless told. */
    protected Scheduler newScheduler() {
        return Scheduler.builder()
                .name("kit")
                .workers(2)
                .failureHandler((coroutine, failure) -> failed(coroutine, failure))
                .build();
    }

    /** Tells the kit of a failure that nobody joins; for schedulers of {@link #newScheduler}. */
    protected final void failed(Coroutine<?> coroutine, Throwable failure) {
        reports.add(failure);
    }

    /** A safety net: only a broken channel needs that long for a test. */
    protected Duration patience() {
        return Duration.ofSeconds(300);
    }

    /** Sooner than the test gives up, so that it is told which operation does not end. */
    Duration patienceOfOne() {
        return patience().dividedBy(4);
    }

    /** Makes the scheduler of a test. */
    @BeforeEach
    public final void makeScheduler() {
        scheduler = dumps.watch(newScheduler());
    }

    /** Shuts it down and looks whether anything is left. */
    @AfterEach
    public final void endScheduler() {
        assertEquals(List.of(), scheduler.shutdown(patience()), "left after the shutdown");
        assertEquals(List.of(), List.copyOf(reports), "failures that nobody expected");
    }

    Channel<Integer> open(ChannelSettings settings) {
        try {
            return newChannel(settings);
        } catch (Exception e) {
            throw new AssertionError(settings + " cannot be opened", e);
        }
    }

    /** What channels there are, by the capabilities. */
    List<ChannelSettings> forms() {
        List<ChannelSettings> forms = new ArrayList<>();
        for (ChannelKind kind : ChannelKind.values()) {
            if (!capabilities().kinds().contains(kind)) {
                continue;
            }
            if (kind != ChannelKind.BUFFERED) {
                forms.add(ChannelSettings.of(kind, 0, OverflowPolicy.WAIT));
                continue;
            }
            for (OverflowPolicy overflow : OverflowPolicy.values()) {
                if (capabilities().overflows().contains(overflow)) {
                    forms.add(ChannelSettings.of(kind, 1, overflow));
                    forms.add(ChannelSettings.of(kind, 3, overflow));
                }
            }
        }
        return forms;
    }

    /** What a test does with random numbers. */
    interface Seeded {
        void run(SplittableRandom random) throws Exception;
    }

    /** Runs it with a number of seeds, new ones each time, or with the one to replay. */
    static void withSeeds(int count, Seeded body) {
        Long replayed = Long.getLong(SEED_PROPERTY);
        for (int i = 0; i < (replayed == null ? count : 1); i++) {
            long seed = replayed == null ? Port.system().nextRandom() : replayed;
            try {
                body.run(new SplittableRandom(seed));
            } catch (Throwable e) {
                throw new AssertionError(
                        e.getMessage() + "\n  replay with -D" + SEED_PROPERTY + "=" + seed, e);
            }
        }
    }
}
