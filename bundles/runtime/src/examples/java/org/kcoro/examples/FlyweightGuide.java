// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.examples;

import org.kcoro.Kcoro;
import org.kcoro.channels.Channel;
import org.kcoro.channels.FlyweightChannel;
import org.kcoro.channels.FlyweightLayout;

/** What the guide to channels shows of elements that are kept by value. */
public final class FlyweightGuide {

    private FlyweightGuide() {}

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        try (Kcoro kcoro = Kcoro.start()) {
            exchange(kcoro);
        }
    }

    // tag::layout[]
    static final class Quote {
        long price;
        long quantity;
    }

    static final class QuoteLayout implements FlyweightLayout<Quote> {
        @Override
        public int words() {
            return 2;
        }

        @Override
        public Quote newFlyweight() {
            return new Quote();
        }

        @Override
        public void store(Quote from, long[] words, int at) {
            words[at] = from.price;
            words[at + 1] = from.quantity;
        }

        @Override
        public void load(long[] words, int at, Quote into) {
            into.price = words[at];
            into.quantity = words[at + 1];
        }

        @Override
        public void copy(Quote from, Quote into) {
            into.price = from.price;
            into.quantity = from.quantity;
        }
    }
    // end::layout[]

    static void exchange(Kcoro kcoro) throws Exception {
        // tag::exchange[]
        FlyweightChannel<Quote> quotes =
                Channel.<Quote>builder("quotes").buffered(64).buildFlyweights(new QuoteLayout());
        kcoro.launch(
                "market",
                () -> {
                    Quote quote = new Quote(); // one for all sends
                    for (int i = 1; i <= 1_000; i++) {
                        quote.price = 100;
                        quote.quantity = i;
                        quotes.send(quote);
                    }
                    quotes.close();
                });
        Quote quote = new Quote(); // one for all receives
        long worth = 0;
        while (quotes.receiveIntoOrClosed(quote)) {
            worth += quote.price * quote.quantity;
        }
        System.out.println(worth);
        // end::exchange[]
    }
}
