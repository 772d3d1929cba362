// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.adapter.demo.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kcoro.scheduler.Scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WordCountTest {

    private static final Pattern WORD = Pattern.compile("[A-Za-z]+");

    private final Scheduler scheduler = Scheduler.builder().workers(2).build();

    @AfterEach
    void stop() {
        scheduler.close();
    }

    private Map<String, Object> count(List<byte[]> blocks) throws Exception {
        try (WordCount count = new WordCount(scheduler)) {
            CompletableFuture<FeederAdapter.Outcome> feeding = new CompletableFuture<>();
            scheduler.launch(
                    "feeder",
                    () -> {
                        long bytes = 0;
                        for (byte[] block : blocks) {
                            count.lines().send(block);
                            bytes += block.length;
                        }
                        count.lines().close();
                        feeding.complete(new FeederAdapter.Outcome(bytes, Instant.now()));
                    });
            return count.run(feeding);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void aWordAndALineAcrossBlocksCountOnce() throws Exception {
        Map<String, Object> report =
                count(List.of(bytes("one TW"), bytes("O"), bytes("o two\nThr"), bytes("ee")));
        assertEquals(
                List.of(
                        List.of("one", 1L),
                        List.of("three", 1L),
                        List.of("two", 1L),
                        List.of("twoo", 1L)),
                report.get("top"));
        assertEquals(4, report.get("distinct"));
        assertEquals(2L, report.get("lines"));
        assertEquals(18L, report.get("bytes"));
    }

    @Test
    void nothingIsCountedInNothing() throws Exception {
        Map<String, Object> report = count(List.of());
        assertEquals(0, report.get("distinct"));
        assertEquals(0L, report.get("lines"));
        assertEquals(List.of(), report.get("top"));
    }

    @Test
    void anyTextInAnyBlocksCountsAsAPatternDoes() throws Exception {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            byte[] text = new byte[random.nextInt(400)];
            for (int i = 0; i < text.length; i++) {
                // Few letters, so that words repeat; other bytes of every kind.
                text[i] =
                        random.nextInt(4) > 0
                                ? (byte) "aAbBc".charAt(random.nextInt(5))
                                : random.nextBoolean() ? (byte) '\n' : (byte) random.nextInt();
            }
            List<byte[]> blocks = new ArrayList<>();
            for (int from = 0; from < text.length; ) {
                int to = Math.min(text.length, from + 1 + random.nextInt(30));
                blocks.add(Arrays.copyOfRange(text, from, to));
                from = to;
            }
            Map<String, Object> report = count(blocks);
            Map<String, Long> expected = new TreeMap<>();
            Matcher words = WORD.matcher(new String(text, StandardCharsets.ISO_8859_1));
            while (words.find()) {
                expected.merge(words.group().toLowerCase(java.util.Locale.ROOT), 1L, Long::sum);
            }
            List<List<Object>> top =
                    expected.entrySet().stream()
                            .sorted(
                                    Comparator.<Map.Entry<String, Long>>comparingLong(
                                                    e -> -e.getValue())
                                            .thenComparing(Map.Entry.comparingByKey()))
                            .limit(10)
                            .map(e -> List.<Object>of(e.getKey(), e.getValue()))
                            .toList();
            assertEquals(top, report.get("top"), "seed " + seed);
            assertEquals(expected.size(), report.get("distinct"), "seed " + seed);
            long newlines = new String(text, StandardCharsets.ISO_8859_1).lines().count();
            if (new String(text, StandardCharsets.ISO_8859_1).indexOf('\r') < 0) {
                assertEquals(newlines, report.get("lines"), "seed " + seed);
            }
        }
    }

    @Test
    void aFeederThatFailsEndsTheCount() {
        IOException cause = new IOException("cannot read x");
        WordCount count = new WordCount(scheduler);
        ExecutionException failure =
                assertThrows(
                        ExecutionException.class,
                        () -> count.run(CompletableFuture.failedFuture(cause)));
        assertSame(cause, failure.getCause());
    }

    @Test
    void bytesThatWereLostAreAnError() {
        WordCount count = new WordCount(scheduler);
        count.lines().close();
        assertTrue(
                assertThrows(
                                IllegalStateException.class,
                                () ->
                                        count.run(
                                                CompletableFuture.completedFuture(
                                                        new FeederAdapter.Outcome(
                                                                5, Instant.now()))))
                        .getMessage()
                        .contains("lost"));
    }

    @Test
    void tooManyWordsNameTheLimitAndTheRemedy() {
        WordTable table = new WordTable(new MemoryBudget(1000));
        byte[] words = bytes("a b c d e f g h i j k l");
        String message =
                assertThrows(
                                IllegalStateException.class,
                                () -> table.countAll(new Text(words, words.length)))
                        .getMessage();
        assertTrue(message.contains("1000") && message.contains("KCORO_JAVA_OPTS"), message);
    }
}
