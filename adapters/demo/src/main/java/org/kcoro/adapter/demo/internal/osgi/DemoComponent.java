// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.adapter.demo.internal.osgi;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;

import org.kcoro.adapter.Adapter;
import org.kcoro.adapter.demo.internal.DemoSettings;
import org.kcoro.adapter.demo.internal.FeederAdapter;
import org.kcoro.adapter.demo.internal.WordCount;
import org.kcoro.ipc.IpcServer;
import org.kcoro.port.Settings;
import org.kcoro.scheduler.Scheduler;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * The demo as a command of the container: a {@link Callable} with the property {@code
 * kcoro.command=demo}, there when a demo is set, which the launcher calls. It registers the feeder
 * as an {@link Adapter} and leaves it to the adapter host to find and run it.
 */
@Component(service = {})
public final class DemoComponent implements Callable<Map<String, Object>> {

    private final BundleContext context;
    private final IpcServer server;
    private final DemoSettings settings;
    private final WordCount count;
    private ServiceRegistration<?> registration;

    @Activate
    public DemoComponent(
            BundleContext context, @Reference Scheduler scheduler, @Reference IpcServer server) {
        this.context = context;
        this.server = server;
        this.settings =
                DemoSettings.of(Settings.of(Map.of(), context::getProperty), scheduler.switcher());
        this.count = new WordCount(scheduler);
        if (settings != null) {
            LongSupplier progress = count::bytes;
            registration =
                    context.registerService(
                            Callable.class,
                            this,
                            FrameworkUtil.asDictionary(
                                    Map.of("kcoro.command", "demo", "kcoro.progress", progress)));
        }
    }

    @Override
    public Map<String, Object> call() throws Exception {
        int channelId = server.offer(count.lines(), IpcServer.VARIABLE_SIZE);
        FeederAdapter feeder = new FeederAdapter(settings, channelId);
        ServiceRegistration<Adapter> adapter = context.registerService(Adapter.class, feeder, null);
        try {
            return count.run(feeder.outcome());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        } finally {
            adapter.unregister();
            server.withdraw(channelId);
        }
    }

    @Deactivate
    void deactivate() {
        if (registration != null) {
            registration.unregister();
        }
        count.close();
    }
}
