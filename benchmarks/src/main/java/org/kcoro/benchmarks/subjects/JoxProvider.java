// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.kcoro.benchmarks.Subject;
import org.kcoro.benchmarks.SubjectProvider;
import org.kcoro.benchmarks.Work;

import com.softwaremill.jox.Channel;

/** Jox: channels between virtual threads. It has no scheduler of its own. */
public final class JoxProvider implements SubjectProvider {

    @Override
    public String system() {
        return "jox";
    }

    @Override
    public Set<Work> works() {
        // It has no conflated channel, and no coroutines of its own to launch or park.
        EnumSet<Work> works = EnumSet.allOf(Work.class);
        works.removeAll(
                EnumSet.of(Work.CONFLATED, Work.SPAWN, Work.PARKED_BYTES, Work.NATIVE_SWITCH));
        // Payloads would be those of the JDK, which are measured with its best queue.
        works.removeAll(Work.onPayloads());
        works.removeAll(Work.onBridge());
        return works;
    }

    @Override
    public List<String> jvmOptions(int workers) {
        List<String> options = new ArrayList<>(JdkProvider.schedulerOptions(workers));
        if (workers == 1) {
            // Where it sees more than one processor it spins before it parks, here in vain.
            options.addAll(List.of("-XX:ActiveProcessorCount=1", "-XX:+UseG1GC"));
        }
        return options;
    }

    @Override
    public String note(Work work) {
        return switch (work) {
            case SWITCH -> "Jox has no scheduler of its own: virtual threads, Thread.yield";
            case SKYNET -> "virtual threads, a rendezvous channel for each node";
            default -> "virtual threads; 1 worker: -XX:ActiveProcessorCount=1, so that none spins";
        };
    }

    @Override
    public Subject open(int workers) {
        return new JoxSubject(workers);
    }

    private static final class JoxSubject extends JdkSubject {

        JoxSubject(int workers) {
            super(workers, new JoxConduits());
        }

        @Override
        public long skynet(int leaves) throws InterruptedException {
            Channel<Long> result = Channel.newRendezvousChannel();
            fork(result, 0, leaves);
            return result.receive();
        }

        private static void fork(Channel<Long> result, long first, int leaves) {
            Thread.startVirtualThread(
                    () -> {
                        try {
                            result.send(tree(first, leaves));
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    });
        }

        private static long tree(long first, int leaves) throws InterruptedException {
            if (leaves == 1) {
                return first;
            }
            int share = leaves / Batch.CHILDREN;
            Channel<Long> results = Channel.newRendezvousChannel();
            for (int i = 0; i < Batch.CHILDREN; i++) {
                fork(results, first + (long) i * share, share);
            }
            long sum = 0;
            for (int i = 0; i < Batch.CHILDREN; i++) {
                sum += results.receive();
            }
            return sum;
        }
    }
}
