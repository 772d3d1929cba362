// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.example.records;

import java.util.Map;

import org.kcoro.adapter.Adapter;
import org.kcoro.adapter.AdapterContext;
import org.kcoro.switcher.NativeCoroutines;
import org.kcoro.zref.DescriptorChannel;
import org.kcoro.zref.PoolRegion;

// tag::adapter[]
/** An adapter whose work is done in C: it makes records. Its services are those of a program. */
public final class RecordMaker implements Adapter {

    private final NativeCoroutines coroutines;
    private final PoolRegion pool;
    private final DescriptorChannel out;
    private final long run;

    public RecordMaker(
            NativeCoroutines coroutines,
            PoolRegion pool,
            DescriptorChannel out,
            Map<String, Object> properties) {
        this.coroutines = coroutines;
        this.pool = pool;
        this.out = out;
        this.run = (Long) properties.get("component.id");
    }

    @Override
    public String name() {
        return "record-maker";
    }

    @Override
    public void run(AdapterContext context) throws Exception {
        CFunction.run(
                coroutines,
                "makes_records",
                attach -> new long[] {attach.applyAsLong(pool), attach.applyAsLong(out), run});
    }
}
// end::adapter[]
