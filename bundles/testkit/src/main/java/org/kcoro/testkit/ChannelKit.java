// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.util.List;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.kcoro.channels.Channel;

/**
 * What a {@link Channel} must do. Extend it, in the tests of the channel, once for each switcher
 * and number of workers:
 *
 * <pre>{@code
 * class MyChannelTest extends ChannelKit {
 *     protected Channel<Integer> newChannel(ChannelSettings settings) {
 *         return new MyChannel<>(settings.name(), settings.kind(), settings.capacity());
 *     }
 * }
 * }</pre>
 *
 * <p>Each test runs with every kind and overflow policy that {@link #capabilities} claims.
 */
public abstract class ChannelKit extends ChannelRig {

    private static final int HISTORIES = 60;

    /** For subclasses. */
    protected ChannelKit() {}

    // What follows one after another.

    @Test
    public void aHistoryIsThatOfTheModel() {
        Assumptions.assumeTrue(capabilities().counted(), "the snapshot is not exact");
        for (ChannelSettings form : forms()) {
            withSeeds(
                    HISTORIES,
                    random ->
                            ChannelHistory.run(
                                    random,
                                    List.of(form),
                                    this::open,
                                    scheduler,
                                    capabilities(),
                                    patience()));
        }
    }

    @Test
    public void aHistoryOfSeveralChannelsIsThatOfTheirModels() {
        Assumptions.assumeTrue(capabilities().counted(), "the snapshot is not exact");
        List<ChannelSettings> forms = forms();
        withSeeds(
                HISTORIES * forms.size(),
                random ->
                        ChannelHistory.run(
                                random,
                                List.of(
                                        forms.get(random.nextInt(forms.size())).named("first"),
                                        forms.get(random.nextInt(forms.size())).named("second")),
                                this::open,
                                scheduler,
                                capabilities(),
                                patience()));
    }
}
