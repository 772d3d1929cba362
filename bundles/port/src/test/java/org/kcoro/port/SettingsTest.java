// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.port;

import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SettingsTest {

    private static final String NAME = "gear";

    private final Map<String, Object> configuration = new HashMap<>();
    private final Map<String, Object> environment = new HashMap<>();
    private final Settings settings = Settings.of(configuration, environment::get);

    @Test
    void theOwnConfigurationComesBeforeTheEnvironment() {
        configuration.put(NAME, "own");
        environment.put("kcoro." + NAME, "around");
        assertEquals("own", settings.text(NAME, "default"));
    }

    @Test
    void theEnvironmentIsAskedByThePrefixedNameOnly() {
        environment.put(NAME, "wrong name");
        assertEquals("default", settings.text(NAME, "default"));
        environment.put("kcoro." + NAME, "around");
        assertEquals("around", settings.text(NAME, "default"));
    }

    @Test
    void theConfigurationIsAskedByThePlainNameOnly() {
        configuration.put("kcoro." + NAME, "wrong name");
        assertEquals("default", settings.text(NAME, "default"));
    }

    @Test
    void whatIsMissingTakesTheDefaultEvenOneOutOfRange() {
        assertNull(settings.text(NAME, null));
        assertEquals(-5, settings.integer(NAME, -5, 1, 9));
        assertTrue(settings.flag(NAME, true));
        assertFalse(settings.flag(NAME, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n", "\u2003"})
    void whatIsBlankTakesTheDefault(String blank) {
        environment.put("kcoro." + NAME, blank);
        assertEquals("default", settings.text(NAME, "default"));
        assertEquals(7, settings.integer(NAME, 7, 1, 9));
        assertTrue(settings.flag(NAME, true));

        environment.clear();
        configuration.put(NAME, blank);
        assertEquals("default", settings.text(NAME, "default"));
        assertEquals(7, settings.integer(NAME, 7, 1, 9));
        assertTrue(settings.flag(NAME, true));
    }

    @Test
    void blanksAroundAValueDoNotCount() {
        configuration.put(NAME, "  4\t");
        assertEquals("4", settings.text(NAME, null));
        assertEquals(4, settings.integer(NAME, 0, 1, 9));
        configuration.put(NAME, " true ");
        assertTrue(settings.flag(NAME, false));
    }

    @Test
    void valuesNeedNotBeText() {
        configuration.put(NAME, 4);
        assertEquals(4, settings.integer(NAME, 0, 1, 9));
        assertEquals("4", settings.text(NAME, null));
        configuration.put(NAME, Boolean.TRUE);
        assertTrue(settings.flag(NAME, false));
    }

    @Test
    void bothEndsOfARangeBelongToIt() {
        configuration.put(NAME, "1");
        assertEquals(1, settings.integer(NAME, 5, 1, 9));
        configuration.put(NAME, "9");
        assertEquals(9, settings.integer(NAME, 5, 1, 9));
        configuration.put(NAME, "-3");
        assertEquals(-3, settings.integer(NAME, 5, -3, 9));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "10", "-1", "many", "4.0", "0x4", "99999999999", "4 5"})
    void aNumberOutOfItsRangeIsRefusedByName(String text) {
        configuration.put(NAME, text);
        assertRefusal(() -> settings.integer(NAME, 5, 1, 9), text, "from 1 to 9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "1", "truee", "on"})
    void whatIsNeitherTrueNorFalseIsRefusedByName(String text) {
        configuration.put(NAME, text);
        assertRefusal(() -> settings.flag(NAME, true), text, "true or false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "TRUE", "True"})
    void truthHasNoCase(String text) {
        environment.put("kcoro." + NAME, text);
        assertTrue(settings.flag(NAME, false));
        environment.put("kcoro." + NAME, text.replaceAll("(?i)true", "fAlse"));
        assertFalse(settings.flag(NAME, true));
    }

    @Test
    void aRefusedValueOfTheEnvironmentIsNamedToo() {
        environment.put("kcoro." + NAME, "many");
        assertRefusal(() -> settings.integer(NAME, 5, 1, 9), "many", "from 1 to 9");
    }

    @Test
    void theSystemsSettingsAreItsProperties() {
        String property = "kcoro.settings-test-" + NAME;
        assertEquals(3, Settings.ofSystem().integer("settings-test-" + NAME, 3, 1, 9));
        System.setProperty(property, "4");
        try {
            assertEquals(4, Settings.ofSystem().integer("settings-test-" + NAME, 3, 1, 9));
        } finally {
            System.clearProperty(property);
        }
    }

    @Test
    void missingSourcesAreRefused() {
        assertThrows(NullPointerException.class, () -> Settings.of(null, name -> null));
        assertThrows(NullPointerException.class, () -> Settings.of(Map.of(), null));
    }

    private static void assertRefusal(Runnable reading, String text, String expected) {
        String message = assertThrows(IllegalArgumentException.class, reading::run).getMessage();
        for (String part : new String[] {NAME, "kcoro." + NAME, "'" + text + "'", expected}) {
            assertTrue(message.contains(part), () -> "no " + part + " in: " + message);
        }
    }
}
