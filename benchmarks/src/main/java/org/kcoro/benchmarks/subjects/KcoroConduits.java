// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import org.kcoro.benchmarks.Element;
import org.kcoro.benchmarks.Work;
import org.kcoro.channels.Channel;
import org.kcoro.channels.ReceiveClause;
import org.kcoro.channels.Select;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Dispatcher;

/** Channels of kcoro between coroutines. */
final class KcoroConduits implements Conduits {

    private final Dispatcher dispatcher;

    /**
     * Conduits.
     *
     * @param dispatcher where those who send and receive run
     */
    KcoroConduits(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    private record OfChannel(Channel<Element> channel) implements Conduit {

        @Override
        public void send(Element element) throws InterruptedException {
            channel.send(element);
        }

        @Override
        public Element receive() throws InterruptedException {
            return channel.receive();
        }
    }

    @Override
    public Conduit open(Work work) {
        int capacity = Batch.capacity(work);
        return new OfChannel(
                switch (work) {
                    case UNLIMITED -> Channel.unlimited("bench");
                    case CONFLATED -> Channel.conflated("bench");
                    default ->
                            capacity == 0
                                    ? Channel.rendezvous("bench")
                                    : Channel.buffered("bench", capacity);
                });
    }

    @Override
    public Callable<Element> select(Conduit first, Conduit second) {
        Select select = Select.fair();
        ReceiveClause<Element> one = select.receive(((OfChannel) first).channel);
        ReceiveClause<Element> other = select.receive(((OfChannel) second).channel);
        return () -> select.await() == one ? one.element() : other.element();
    }

    @Override
    public void run(List<Body> bodies) throws Exception {
        List<Coroutine<Void>> launched = new ArrayList<>();
        for (Body body : bodies) {
            launched.add(dispatcher.launch("side", body::run));
        }
        for (Coroutine<Void> coroutine : launched) {
            coroutine.join();
        }
    }
}
