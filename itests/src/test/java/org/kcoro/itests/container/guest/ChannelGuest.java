// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.container.guest;

import org.kcoro.channels.Channel;
import org.kcoro.channels.Channels;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * The activator of a bundle that a test makes: it creates channels, of its own class too, and
 * leaves them alone when it is stopped.
 */
public final class ChannelGuest implements BundleActivator {

    @Override
    public void start(BundleContext context) throws InterruptedException {
        Channels channels = context.getService(context.getServiceReference(Channels.class));
        channels.create("guest-meets", String.class, each -> each.rendezvous());
        Channel<String> kept =
                channels.create("guest-keeps", String.class, each -> each.buffered(4));
        kept.send("one");
        kept.send("two");
        Channel<ChannelGuest> own =
                channels.create("guest-own", ChannelGuest.class, each -> each.unlimited());
        own.send(this);
    }

    @Override
    public void stop(BundleContext context) {
        // Its channels are given back by the framework, as a careless bundle's are.
    }
}
