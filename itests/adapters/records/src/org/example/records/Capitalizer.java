// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.example.records;

import org.kcoro.adapter.Adapter;
import org.kcoro.adapter.AdapterContext;
import org.kcoro.switcher.NativeCoroutines;
import org.kcoro.zref.DescriptorChannel;

/** An adapter whose work is done in C: it changes records where they are, and hands them on. */
public final class Capitalizer implements Adapter {

    private final NativeCoroutines coroutines;
    private final DescriptorChannel in;
    private final DescriptorChannel out;

    public Capitalizer(
            NativeCoroutines coroutines, DescriptorChannel in, DescriptorChannel out) {
        this.coroutines = coroutines;
        this.in = in;
        this.out = out;
    }

    @Override
    public String name() {
        return "capitalizer";
    }

    @Override
    public void run(AdapterContext context) throws Exception {
        CFunction.run(
                coroutines,
                "capitalizes",
                attach -> new long[] {attach.applyAsLong(in), attach.applyAsLong(out)});
    }
}
