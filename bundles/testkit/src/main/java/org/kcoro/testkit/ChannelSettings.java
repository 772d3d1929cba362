// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;

import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelBuilder;
import org.kcoro.channels.ChannelKind;
import org.kcoro.channels.FlyweightLayout;
import org.kcoro.channels.OverflowPolicy;

/**
 * What {@link ChannelKit} wants a channel to be. Immutable.
 *
 * @param name the channel's name
 * @param kind its kind
 * @param capacity how many elements it keeps: exactly what {@link Channel#capacity} shall tell
 * @param overflow what a send does when it is full
 * @param sizer the size of an element in bytes; null when bytes are not counted
 * @param onUndelivered is handed what never will be received; null when nobody wants to know
 */
public record ChannelSettings(
        String name,
        ChannelKind kind,
        int capacity,
        OverflowPolicy overflow,
        ToLongFunction<Integer> sizer,
        Consumer<Integer> onUndelivered) {

    public ChannelSettings {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(overflow, "overflow");
    }

    /** A channel of a kind that counts no bytes; the capacity is that of a buffered one. */
    static ChannelSettings of(ChannelKind kind, int capacity, OverflowPolicy overflow) {
        int kept =
                switch (kind) {
                    case RENDEZVOUS -> 0;
                    case BUFFERED -> capacity;
                    case CONFLATED -> 1;
                    case UNLIMITED -> Integer.MAX_VALUE;
                };
        return new ChannelSettings("of the kit", kind, kept, overflow, null, null);
    }

    ChannelSettings named(String newName) {
        return new ChannelSettings(newName, kind, capacity, overflow, sizer, onUndelivered);
    }

    ChannelSettings sizedBy(ToLongFunction<Integer> newSizer) {
        return new ChannelSettings(name, kind, capacity, overflow, newSizer, onUndelivered);
    }

    ChannelSettings telling(Consumer<Integer> newOnUndelivered) {
        return new ChannelSettings(name, kind, capacity, overflow, sizer, newOnUndelivered);
    }

    /** A channel with these settings in this JVM. */
    public Channel<Integer> open() {
        return this.<Integer>builder(element -> element).build();
    }

    /**
     * A channel with these settings in this JVM that keeps its elements by value.
     *
     * @param layout how it keeps them
     */
    public Channel<Integer> openFlyweights(FlyweightLayout<LongFlyweight> layout) {
        return new FlyweightIntegers(
                this.<LongFlyweight>builder(FlyweightIntegers::integer).buildFlyweights(layout));
    }

    /**
     * @param integer the integer that an element is or holds
     */
    private <E> ChannelBuilder<E> builder(Function<E, Integer> integer) {
        ChannelBuilder<E> builder = Channel.<E>builder(name).onOverflow(overflow);
        if (sizer != null) {
            builder.sizer(element -> sizer.applyAsLong(integer.apply(element)));
        }
        if (onUndelivered != null) {
            builder.onUndelivered(element -> onUndelivered.accept(integer.apply(element)));
        }
        return switch (kind) {
            case RENDEZVOUS -> builder.rendezvous();
            case BUFFERED -> builder.buffered(capacity);
            case CONFLATED -> builder.conflated();
            case UNLIMITED -> builder.unlimited();
        };
    }

    @Override
    public String toString() {
        String text = kind.label();
        if (kind == ChannelKind.BUFFERED) {
            text += " " + capacity;
        }
        if (overflow != OverflowPolicy.WAIT) {
            text += " " + overflow.name().toLowerCase(Locale.ROOT);
        }
        return text + " channel " + name;
    }
}
