// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.launcher;

import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** A progress bar on standard error, where that is a terminal, for work that takes a moment. */
final class ProgressView {

    private static final long FIRST_MILLIS = 500;
    private static final long PERIOD_MILLIS = 100;
    private static final long BYTES_PER_MEGABYTE = 1_000_000;

    private final LongSupplier progress;
    private final long size;
    private final ScheduledExecutorService timer;
    private ProgressBar bar;

    private ProgressView(LongSupplier progress, long size) {
        this.progress = progress;
        this.size = size;
        timer =
                Executors.newSingleThreadScheduledExecutor(
                        body ->
                                Thread.ofPlatform()
                                        .name("kcoro-progress")
                                        .daemon()
                                        .unstarted(body));
        timer.scheduleAtFixedRate(this::show, FIRST_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Does work, and shows its progress where somebody sees it.
     *
     * @param progress gives the bytes done
     * @param size the bytes to do, or -1 when that is not known
     */
    static <T> T during(Callable<T> work, LongSupplier progress, long size) throws Exception {
        if (!Environment.errorsAreSeen()) {
            return work.call();
        }
        ProgressView view = new ProgressView(progress, size);
        try {
            return work.call();
        } finally {
            view.end();
        }
    }

    private synchronized void show() {
        if (bar == null) {
            bar =
                    new ProgressBarBuilder()
                            .setTaskName("counting")
                            .setInitialMax(size)
                            .setUnit(" MB", BYTES_PER_MEGABYTE)
                            .setConsumer(new ConsoleProgressBarConsumer(System.err))
                            .build();
        }
        bar.stepTo(progress.getAsLong());
    }

    private void end() {
        timer.shutdownNow();
        synchronized (this) {
            if (bar != null) {
                bar.stepTo(progress.getAsLong());
                bar.close();
            }
        }
    }
}
