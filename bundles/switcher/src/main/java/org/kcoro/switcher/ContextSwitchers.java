// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.kcoro.port.Port;
import org.kcoro.port.Settings;
import org.kcoro.switcher.internal.ContinuationSwitcher;
import org.kcoro.switcher.internal.JdkSwitcher;
import org.kcoro.switcher.internal.SwitcherProof;
import org.kcoro.switcher.internal.VirtualThreadSwitcher;

/**
 * The switchers that work in this JVM, best first, and why the others do not. Each has proved
 * itself: it started, parked, unparked and ended a context. Immutable.
 */
public final class ContextSwitchers {

    private final List<ContextSwitcher> available = new ArrayList<>();
    private final Map<String, String> absent = new LinkedHashMap<>();

    private ContextSwitchers() {}

    /**
     * Tries the switchers of this bundle: {@code virtual-thread}, {@code continuation}, {@code
     * jdk}, with the settings of the system properties.
     */
    public static ContextSwitchers discover(Port port) {
        return discover(port, Settings.ofSystem());
    }

    /**
     * Tries the switchers of this bundle.
     *
     * @param settings {@code checkMonitors} (false): {@code continuation} refuses to suspend a body
     *     that holds a monitor, with an error that names monitor and frame. Each wait then stops
     *     all threads of the JVM for a moment: for tests
     * @throws IllegalArgumentException when a setting cannot be used
     */
    public static ContextSwitchers discover(Port port, Settings settings) {
        boolean checkMonitors = settings.flag("checkMonitors", false);
        ContextSwitchers found = new ContextSwitchers();
        found.add(port, VirtualThreadSwitcher.NAME, VirtualThreadSwitcher::new);
        found.add(port, ContinuationSwitcher.NAME, () -> new ContinuationSwitcher(checkMonitors));
        found.add(port, JdkSwitcher.NAME, JdkSwitcher::new);
        return found;
    }

    private interface Factory {
        ContextSwitcher make() throws ReflectiveOperationException;
    }

    private void add(Port port, String name, Factory factory) {
        try {
            ContextSwitcher switcher = factory.make();
            SwitcherProof.prove(port, switcher);
            available.add(switcher);
        } catch (ReflectiveOperationException
                | RuntimeException
                | LinkageError
                | InterruptedException e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            absent.put(name, String.valueOf(e.getMessage()));
        }
    }

    /** Those that work, best first. */
    public List<ContextSwitcher> available() {
        return List.copyOf(available);
    }

    /** Those that do not, by name, each with the reason. */
    public Map<String, String> absent() {
        return Map.copyOf(absent);
    }

    /**
     * The switcher of a name, or the best one.
     *
     * @param name as the setting {@code switcher} has it, or null for the best
     * @throws IllegalArgumentException when there is none of that name, with the reason
     */
    public ContextSwitcher choose(String name) {
        for (ContextSwitcher switcher : available) {
            if (name == null || switcher.name().equals(name)) {
                return switcher;
            }
        }
        String names =
                available.stream().map(ContextSwitcher::name).collect(Collectors.joining(", "));
        String reason = absent.get(name);
        throw new IllegalArgumentException(
                "setting switcher (kcoro.switcher) is '"
                        + name
                        + "', which "
                        + (reason == null ? "does not exist" : "does not work here: " + reason)
                        + "; available: "
                        + names);
    }
}
