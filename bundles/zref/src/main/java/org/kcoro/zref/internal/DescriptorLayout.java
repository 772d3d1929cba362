// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import org.kcoro.channels.FlyweightLayout;
import org.kcoro.zref.Descriptor;

/**
 * A descriptor as the words of a channel. It owns the lease until a channel has taken it, and again
 * when one has given it.
 *
 * <pre>
 *   0        1                        2             3        4
 *   | region | generation &lt;&lt; 1 | 1 | slot | flags | offset | length |
 * </pre>
 */
public final class DescriptorLayout implements FlyweightLayout<Descriptor> {

    public static final DescriptorLayout INSTANCE = new DescriptorLayout();

    private DescriptorLayout() {}

    @Override
    public int words() {
        return 5;
    }

    @Override
    public Descriptor newFlyweight() {
        return new Descriptor();
    }

    @Override
    public void store(Descriptor from, long[] words, int at) {
        DescriptorAccess.of(from).store(words, at);
    }

    @Override
    public void load(long[] words, int at, Descriptor into) {
        DescriptorAccess.of(into).load(words, at);
    }

    @Override
    public void copy(Descriptor from, Descriptor into) {
        DescriptorAccess.of(into).copy(DescriptorAccess.of(from));
    }

    @Override
    public void checkSend(Descriptor from) {
        DescriptorAccess.of(from).requireSendable();
    }

    @Override
    public void checkReceive(Descriptor into) {
        DescriptorAccess.of(into).requireEmpty();
    }

    @Override
    public void given(Descriptor sent) {
        DescriptorAccess.of(sent).sent();
    }

    @Override
    public void givenBack(Descriptor reserved) {
        DescriptorAccess.of(reserved).givenBack();
    }
}
