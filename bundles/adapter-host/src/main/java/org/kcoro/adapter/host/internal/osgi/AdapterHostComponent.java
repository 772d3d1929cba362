// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.adapter.host.internal.osgi;

import org.kcoro.adapter.Adapter;
import org.kcoro.adapter.host.AdapterHost;
import org.kcoro.scheduler.Scheduler;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Runs every adapter that is a service, as long as it is one. */
@Component(
        service = {},
        immediate = true)
public final class AdapterHostComponent {

    private final AdapterHost host;

    @Activate
    public AdapterHostComponent(@Reference Scheduler scheduler) {
        host = new AdapterHost(scheduler);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindAdapter(Adapter adapter) {
        host.start(adapter);
    }

    void unbindAdapter(Adapter adapter) {
        host.stop(adapter);
    }

    @Deactivate
    void deactivate() {
        host.close();
    }
}
