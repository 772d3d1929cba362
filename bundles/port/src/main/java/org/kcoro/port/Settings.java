// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.port;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Reads settings by name, checked, with errors that name the setting.
 *
 * <p>A setting {@code x} comes, in this order, from the owner's own configuration (Configuration
 * Admin properties in a container), from the property {@code kcoro.x} of the environment (framework
 * or system property), or from its default. Immutable and thread-safe if its sources are.
 */
public final class Settings {

    private static final String PREFIX = "kcoro.";

    private final Map<String, ?> configuration;
    private final Function<String, ?> environment;

    private Settings(Map<String, ?> configuration, Function<String, ?> environment) {
        this.configuration = configuration;
        this.environment = environment;
    }

    /** Settings from system properties alone. */
    public static Settings ofSystem() {
        return new Settings(Map.of(), System::getProperty);
    }

    /**
     * Settings of a component.
     *
     * @param configuration the component's properties, by plain names
     * @param environment looks up {@code kcoro.x}; {@code BundleContext::getProperty} in a
     *     container
     */
    public static Settings of(Map<String, ?> configuration, Function<String, ?> environment) {
        return new Settings(
                Objects.requireNonNull(configuration, "configuration"),
                Objects.requireNonNull(environment, "environment"));
    }

    /** The text of a setting, or a default where it is missing or blank. */
    public String text(String name, String defaultValue) {
        String text = stripped(configuration.get(name));
        if (text.isEmpty()) {
            text = stripped(environment.apply(PREFIX + name));
        }
        return text.isEmpty() ? defaultValue : text;
    }

    private static String stripped(Object value) {
        return value == null ? "" : value.toString().strip();
    }

    /**
     * The whole number of a setting, or a default where it is missing.
     *
     * @throws IllegalArgumentException when it is no whole number from {@code minimum} to {@code
     *     maximum}
     */
    public int integer(String name, int defaultValue, int minimum, int maximum) {
        String text = text(name, null);
        if (text == null) {
            return defaultValue;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= minimum && value <= maximum) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Refused below, with the setting's name.
        }
        throw refused(name, text, "a whole number from " + minimum + " to " + maximum);
    }

    /**
     * The truth of a setting, or a default where it is missing.
     *
     * @throws IllegalArgumentException when it is neither {@code true} nor {@code false}
     */
    public boolean flag(String name, boolean defaultValue) {
        String text = text(name, null);
        if (text == null) {
            return defaultValue;
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw refused(name, text, "true or false");
        };
    }

    private static IllegalArgumentException refused(String name, String text, String expected) {
        return new IllegalArgumentException(
                "setting "
                        + name
                        + " ("
                        + PREFIX
                        + name
                        + ") is '"
                        + text
                        + "'; it must be "
                        + expected);
    }
}
