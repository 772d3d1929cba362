// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import org.kcoro.channels.FlyweightLayout;

/** The smallest flyweight: a number, kept in one word. Not thread-safe. */
public final class LongFlyweight {

    /** How channels keep it. */
    public static final FlyweightLayout<LongFlyweight> LAYOUT = new Layout();

    private long value;

    /** One that holds zero. */
    public LongFlyweight() {}

    /** One that holds a number. */
    public LongFlyweight(long value) {
        this.value = value;
    }

    /** The number that it holds. */
    public long get() {
        return value;
    }

    /** Makes it hold a number. */
    public void set(long newValue) {
        value = newValue;
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }

    private static final class Layout implements FlyweightLayout<LongFlyweight> {

        @Override
        public int words() {
            return 1;
        }

        @Override
        public LongFlyweight newFlyweight() {
            return new LongFlyweight();
        }

        @Override
        public void store(LongFlyweight from, long[] words, int at) {
            words[at] = from.value;
        }

        @Override
        public void load(long[] words, int at, LongFlyweight into) {
            into.value = words[at];
        }

        @Override
        public void copy(LongFlyweight from, LongFlyweight into) {
            into.value = from.value;
        }
    }
}
