// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

import java.util.List;
import java.util.concurrent.Callable;

import org.kcoro.benchmarks.Element;
import org.kcoro.benchmarks.Work;

import com.softwaremill.jox.Channel;
import com.softwaremill.jox.Select;
import com.softwaremill.jox.SelectClause;

/** Channels of Jox between virtual threads. */
final class JoxConduits implements Conduits {

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
        if (work == Work.UNLIMITED) {
            return new OfChannel(Channel.newUnlimitedChannel());
        }
        return new OfChannel(
                capacity == 0
                        ? Channel.newRendezvousChannel()
                        : Channel.newBufferedChannel(capacity));
    }

    @Override
    public Callable<Element> select(Conduit first, Conduit second) {
        SelectClause<Element> one = ((OfChannel) first).channel.receiveClause();
        SelectClause<Element> other = ((OfChannel) second).channel.receiveClause();
        return () -> Select.select(one, other);
    }

    @Override
    public void run(List<Body> bodies) throws Exception {
        VirtualThreads.run(bodies);
    }
}
