// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.adapter.demo.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** Words and how often each was seen. For one coroutine at a time. */
final class WordTable {

    /** A count that can be raised in place. */
    private static final class Count {
        private long value;
    }

    /** Often first, then in the order of the bytes. */
    private static final Comparator<Map.Entry<Word, Count>> TOP_FIRST =
            Comparator.<Map.Entry<Word, Count>>comparingLong(entry -> -entry.getValue().value)
                    .thenComparing(Map.Entry.comparingByKey());

    private final MemoryBudget budget;
    private final Map<Word, Count> counts = new HashMap<>();
    private final Word probe = new Word();

    WordTable(MemoryBudget budget) {
        this.budget = budget;
    }

    /** Counts the words of a text; lower-cases it in place. */
    void countAll(Text text) {
        byte[] bytes = text.bytes();
        int end = text.length();
        int start = -1;
        for (int i = 0; i < end; i++) {
            int lower = bytes[i] | 0x20;
            if (lower >= 'a' && lower <= 'z') {
                bytes[i] = (byte) lower;
                if (start < 0) {
                    start = i;
                }
            } else if (start >= 0) {
                count(bytes, start, i - start);
                start = -1;
            }
        }
        if (start >= 0) {
            count(bytes, start, end - start);
        }
    }

    private void count(byte[] bytes, int offset, int length) {
        Count count = counts.get(probe.moveTo(bytes, offset, length));
        if (count == null) {
            budget.take(length + MemoryBudget.OVERHEAD_BYTES);
            count = new Count();
            counts.put(probe.copy(), count);
        }
        count.value++;
    }

    /** Adds the counts of another table, which is empty afterwards. */
    void addAll(WordTable other) {
        other.counts.forEach(
                (word, count) -> {
                    Count own = counts.putIfAbsent(word, count);
                    if (own != null) {
                        own.value += count.value;
                        budget.giveBack(word.length() + MemoryBudget.OVERHEAD_BYTES);
                    }
                });
        other.counts.clear();
    }

    int distinct() {
        return counts.size();
    }

    /** The words seen most often: pairs of a word and its count. */
    List<List<Object>> top(int limit) {
        PriorityQueue<Map.Entry<Word, Count>> best = new PriorityQueue<>(TOP_FIRST.reversed());
        for (Map.Entry<Word, Count> entry : counts.entrySet()) {
            best.add(entry);
            if (best.size() > limit) {
                best.remove();
            }
        }
        List<Map.Entry<Word, Count>> sorted = new ArrayList<>(best);
        sorted.sort(TOP_FIRST);
        List<List<Object>> top = new ArrayList<>();
        for (Map.Entry<Word, Count> entry : sorted) {
            top.add(List.of(entry.getKey().toString(), entry.getValue().value));
        }
        return top;
    }
}
