// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;

import org.kcoro.benchmarks.Element;
import org.kcoro.benchmarks.Work;

/** The works on channels, the same for all systems whose operations wait in their caller. */
final class Exchange {

    private final Conduits conduits;
    private final AtomicLong sum = new AtomicLong();
    private final List<Conduits.Body> bodies = new ArrayList<>();

    private Exchange(Conduits conduits) {
        this.conduits = conduits;
    }

    /** Sends {@code count} elements; the sum of the numbers that receivers got. */
    static long run(Conduits conduits, Work work, int count) throws Exception {
        Exchange exchange = new Exchange(conduits);
        switch (work) {
            case PINGPONG -> exchange.pingPong(conduits.open(work), conduits.open(work), count);
            case SELECT_2 -> exchange.select(conduits.open(work), conduits.open(work), count);
            case MPMC_4X4 -> exchange.stream(conduits.open(work), Batch.SENDERS, count);
            default -> exchange.stream(conduits.open(work), 1, count);
        }
        conduits.run(exchange.bodies);
        return exchange.sum.get();
    }

    /** As many senders as receivers; each sender ends one of the receivers. */
    private void stream(Conduit conduit, int pairs, int count) {
        for (int i = 0; i < pairs; i++) {
            bodies.add(() -> send(conduit, count / pairs));
            bodies.add(() -> sum.addAndGet(receive(conduit)));
        }
    }

    private static void send(Conduit conduit, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            conduit.send(Element.of(i));
        }
        conduit.send(Element.LAST);
    }

    private static long receive(Conduit conduit) throws Exception {
        long sum = 0;
        for (; ; ) {
            Element element = conduit.receive();
            if (element == Element.LAST) {
                return sum;
            }
            sum += element.number();
        }
    }

    private void pingPong(Conduit there, Conduit back, int count) {
        bodies.add(() -> sum.addAndGet(ping(there, back, count)));
        bodies.add(() -> pong(there, back));
    }

    private static long ping(Conduit there, Conduit back, int count) throws Exception {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            there.send(Element.of(i));
            sum += back.receive().number();
        }
        there.send(Element.LAST);
        return sum;
    }

    private static void pong(Conduit there, Conduit back) throws Exception {
        for (; ; ) {
            Element element = there.receive();
            if (element == Element.LAST) {
                return;
            }
            back.send(element);
        }
    }

    private void select(Conduit first, Conduit second, int count) {
        bodies.add(() -> send(first, count / 2));
        bodies.add(() -> send(second, count / 2));
        bodies.add(() -> sum.addAndGet(receive(conduits.select(first, second))));
    }

    private static long receive(Callable<Element> select) throws Exception {
        long sum = 0;
        for (int ended = 0; ended < 2; ) {
            Element element = select.call();
            if (element == Element.LAST) {
                ended++;
            }
            sum += element.number();
        }
        return sum;
    }
}
