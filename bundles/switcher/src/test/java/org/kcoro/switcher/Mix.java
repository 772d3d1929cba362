// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher;

/** What the body {@code mix} does, in Java. */
public final class Mix {

    private long a;
    private long b;
    private long c;
    private long d;
    private long e;
    private long f;
    private double x;
    private double y;
    private double z;
    private double w;

    public Mix(long first) {
        a = first;
        b = a * 3 + 1;
        c = a * 5 + 2;
        d = a * 7 + 3;
        e = a * 11 + 4;
        f = a * 13 + 5;
        x = a & 1023;
        y = x + 1;
        z = x + 2;
        w = x + 3;
    }

    /** What it yields. */
    public long sum() {
        return (a ^ b << 1 ^ c << 2 ^ d << 3 ^ e << 4 ^ f << 5) + (long) (x + y + z + w);
    }

    /** Takes what a resume gives it. */
    public void take(long got) {
        a += got;
        b ^= a;
        c += b;
        d ^= c;
        e += d;
        f ^= e;
        x = y;
        y = z;
        z = w;
        w = got & 1023;
    }

    /** What it returns. */
    public long result() {
        return a ^ b ^ c ^ d ^ e ^ f;
    }
}
