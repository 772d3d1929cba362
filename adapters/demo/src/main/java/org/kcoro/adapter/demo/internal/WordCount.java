// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.adapter.demo.internal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelSnapshot;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.CoroutineBody;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.Scheduler;

/**
 * Counts the words of what comes through a channel:
 *
 * <pre>
 *   feeder ──lines──▶ splitter ──texts──▶ counter, counter, … ──counts──▶ collector
 *          (buffered)          (buffered)                  (rendezvous)
 * </pre>
 *
 * <p>The first that fails ends all of them.
 */
public final class WordCount implements AutoCloseable {

    private static final int LINES_CAPACITY = 32;
    private static final int TEXTS_CAPACITY = 16;
    private static final int TOP_WORDS = 10;

    /** The container and the feeder. */
    private static final int PROCESSES = 2;

    private static final double MICROS_PER_SECOND = 1e6;

    private final Scheduler scheduler;
    private final MemoryBudget budget = MemoryBudget.ofHeap();
    private final Channel<byte[]> lines =
            Channel.<byte[]>builder("lines")
                    .buffered(LINES_CAPACITY)
                    .sizer(block -> block.length)
                    .build();
    private final Channel<Text> texts =
            Channel.<Text>builder("texts").buffered(TEXTS_CAPACITY).sizer(Text::length).build();
    private final Channel<WordTable> counts = Channel.rendezvous("counts");
    private final BlockSplitter splitter = new BlockSplitter(lines, texts, budget);
    private final CompletableFuture<WordTable> counted = new CompletableFuture<>();

    // Guarded by this.
    private final List<Coroutine<?>> coroutines = new ArrayList<>();

    /** A count that has not begun. */
    public WordCount(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Where the blocks come in. */
    public Channel<byte[]> lines() {
        return lines;
    }

    /** The bytes that have come in so far. */
    public long bytes() {
        return splitter.bytes();
    }

    /**
     * Counts until the blocks end, and gives the report. Called once.
     *
     * @param feeding completes with what the one who feeds says at its end
     * @throws ExecutionException when counting or feeding failed, with the reason as cause
     * @throws IllegalStateException when something was lost
     */
    public Map<String, Object> run(CompletableFuture<FeederAdapter.Outcome> feeding)
            throws InterruptedException, ExecutionException {
        try {
            launchAll();
            // A feeder that has failed leaves the lines without an end.
            feeding.whenComplete(
                    (outcome, failure) -> {
                        if (failure != null) {
                            fail(failure);
                        }
                    });
            WordTable words = Parker.await(counted);
            return report(words, Parker.await(feeding));
        } finally {
            close();
        }
    }

    private void launchAll() {
        launch("demo-splitter", splitter::run);
        int counters = scheduler.workers();
        for (int i = 1; i <= counters; i++) {
            launch("demo-counter-" + i, this::countTexts);
        }
        launch("demo-collector", () -> collect(counters));
    }

    private synchronized void launch(String name, CoroutineBody body) {
        coroutines.add(
                scheduler.launch(
                        name,
                        () -> {
                            try {
                                body.run();
                            } catch (Throwable e) {
                                fail(e);
                            }
                        }));
    }

    private void countTexts() throws InterruptedException {
        WordTable table = new WordTable(budget);
        for (Text text = texts.receiveOrClosed(); text != null; text = texts.receiveOrClosed()) {
            table.countAll(text);
        }
        counts.send(table);
    }

    private void collect(int counters) throws InterruptedException {
        WordTable words = counts.receive();
        for (int i = 1; i < counters; i++) {
            words.addAll(counts.receive());
        }
        counted.complete(words);
    }

    private void fail(Throwable cause) {
        List<Coroutine<?>> launched;
        synchronized (this) {
            launched = List.copyOf(coroutines);
        }
        counted.completeExceptionally(cause);
        launched.forEach(Coroutine::cancel);
    }

    /** Ends a count that goes on. */
    @Override
    public void close() {
        fail(new CancellationException("the word count was ended"));
    }

    private Map<String, Object> report(WordTable words, FeederAdapter.Outcome fed) {
        long micros = ChronoUnit.MICROS.between(fed.firstByte(), Instant.now());
        List<Map<String, Object>> channels = new ArrayList<>();
        for (Channel<?> channel : List.of(lines, texts, counts)) {
            channels.add(report(channel.snapshot(), fed));
        }
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("bytes", splitter.bytes());
        report.put("lines", splitter.lines());
        report.put("distinct", words.distinct());
        report.put("top", words.top(TOP_WORDS));
        report.put("channels", channels);
        report.put("processes", PROCESSES);
        report.put("switcher", scheduler.switcher());
        report.put("seconds", micros / MICROS_PER_SECOND);
        return report;
    }

    private Map<String, Object> report(ChannelSnapshot snapshot, FeederAdapter.Outcome fed) {
        boolean carriesInput = !snapshot.name().equals(counts.name());
        if (snapshot.sends() != snapshot.recvs()
                || (carriesInput && snapshot.bytesRecv() != fed.bytes())) {
            throw new IllegalStateException(
                    "something was lost: the feeder sent " + fed.bytes() + " bytes; " + snapshot);
        }
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("name", snapshot.name());
        report.put("kind", snapshot.kind().label());
        report.put("sends", snapshot.sends());
        report.put("recvs", snapshot.recvs());
        report.put("bytes_sent", snapshot.bytesSent());
        report.put("bytes_recv", snapshot.bytesRecv());
        return report;
    }
}
