// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A flyweight that holds a number, twice: one that was written while another read it would be
 * noticed.
 */
public final class Numbered {

    /** Of channels whose senders need not know what they have given. */
    public static final FlyweightLayout<Numbered> LAYOUT = new Layout();

    /** What one holds that holds nothing. */
    static final long NOTHING = -1;

    private long number = NOTHING;
    private long again = ~NOTHING;

    /** One that holds a number. */
    public static Numbered of(long number) {
        return new Numbered().set(number);
    }

    /** What so many hold that are numbered from zero. */
    static List<Long> upTo(int count) {
        return LongStream.range(0, count).boxed().toList();
    }

    /** What it holds. */
    public long number() {
        long read = number;
        if (again != ~read) {
            throw new AssertionError("torn: " + read + " and " + ~again);
        }
        return read;
    }

    Numbered set(long newNumber) {
        number = newNumber;
        again = ~newNumber;
        return this;
    }

    @Override
    public String toString() {
        return "number " + number;
    }

    /** Remembers what was given; then the flyweight holds nothing, as if it had owned it. */
    static class Given extends Layout {
        final List<Long> numbers = Collections.synchronizedList(new ArrayList<>());

        /** A channel of this layout. */
        FlyweightChannel<Numbered> open(Form form) {
            return form.<Numbered>builder("numbers").buildFlyweights(this);
        }

        @Override
        public void given(Numbered sent) {
            numbers.add(sent.number());
            sent.set(NOTHING);
        }
    }

    /** Copies a number and its complement. */
    public static class Layout implements FlyweightLayout<Numbered> {

        @Override
        public int words() {
            return 2;
        }

        @Override
        public Numbered newFlyweight() {
            return new Numbered();
        }

        @Override
        public void store(Numbered from, long[] words, int at) {
            words[at] = from.number;
            words[at + 1] = from.again;
        }

        @Override
        public void load(long[] words, int at, Numbered into) {
            into.number = words[at];
            into.again = words[at + 1];
        }

        @Override
        public void copy(Numbered from, Numbered into) {
            into.number = from.number;
            into.again = from.again;
        }
    }
}
