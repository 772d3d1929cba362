// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.adapter.demo.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.kcoro.port.Settings;

/**
 * What the demo is told.
 *
 * @param input an absolute path, or {@code -} for standard input
 * @param folder a private folder for the demo's own files
 * @param socket where the bridge listens
 * @param home the folder of the distribution
 * @param switcher of the feeder
 * @param javaOptions of the feeder
 */
public record DemoSettings(
        String input,
        Path folder,
        Path socket,
        Path home,
        String switcher,
        List<String> javaOptions) {

    private static final String STANDARD_INPUT = "-";
    private static final String DEFAULT_JAVA_OPTIONS = "-Xmx256m";

    /** Reads the settings; null when there is no demo to run. */
    public static DemoSettings of(Settings settings, String switcher) {
        String input = settings.text("demo.input", null);
        if (input == null) {
            return null;
        }
        String options = System.getenv().getOrDefault("KCORO_JAVA_OPTS", DEFAULT_JAVA_OPTIONS);
        return new DemoSettings(
                input,
                Path.of(settings.text("demo.folder", null)),
                Path.of(settings.text("socket", null)),
                Path.of(settings.text("home", null)),
                switcher,
                Stream.of(options.split("\\s+")).filter(option -> !option.isEmpty()).toList());
    }

    boolean readsStandardInput() {
        return input.equals(STANDARD_INPUT);
    }
}
