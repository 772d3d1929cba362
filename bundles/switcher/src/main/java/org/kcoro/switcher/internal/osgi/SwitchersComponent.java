// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal.osgi;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.kcoro.port.Port;
import org.kcoro.port.Settings;
import org.kcoro.switcher.ContextSwitcher;
import org.kcoro.switcher.ContextSwitchers;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Registers each switcher that works in this JVM, the best with the highest ranking and first. */
@Component(service = {})
public final class SwitchersComponent {

    private static final System.Logger LOG = System.getLogger("org.kcoro.switcher");
    private static final int BEST_RANKING = 100;
    private static final int RANKING_STEP = 10;

    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

    @Activate
    public SwitchersComponent(BundleContext context, @Reference Port port) {
        Settings settings = Settings.of(Map.of(), context::getProperty);
        ContextSwitchers found = ContextSwitchers.discover(port, settings);
        int ranking = BEST_RANKING;
        for (ContextSwitcher switcher : found.available()) {
            registrations.add(
                    context.registerService(
                            ContextSwitcher.class,
                            switcher,
                            FrameworkUtil.asDictionary(
                                    Map.of(
                                            ContextSwitcher.NAME_PROPERTY,
                                            switcher.name(),
                                            Constants.SERVICE_RANKING,
                                            ranking))));
            ranking -= RANKING_STEP;
        }
        requireChosen(found, settings.text("switcher", null));
        found.absent()
                .forEach(
                        (name, reason) ->
                                LOG.log(
                                        Level.WARNING,
                                        "switcher {0} is absent: {1}",
                                        name,
                                        reason));
    }

    /** Says at once why a scheduler will wait in vain. */
    private static void requireChosen(ContextSwitchers found, String name) {
        try {
            found.choose(name);
        } catch (IllegalArgumentException e) {
            LOG.log(Level.ERROR, e.getMessage());
        }
    }

    @Deactivate
    void deactivate() {
        registrations.forEach(ServiceRegistration::unregister);
    }
}
