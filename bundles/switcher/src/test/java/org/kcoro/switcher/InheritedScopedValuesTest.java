// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher;

import java.io.IOException;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.Test;
import org.kcoro.port.Port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class InheritedScopedValuesTest {

    private static final ScopedValue<String> USER = ScopedValue.newInstance();
    private static final ScopedValue<String> PLACE = ScopedValue.newInstance();

    private static String seen() {
        return USER.orElse("nobody") + " " + PLACE.orElse("nowhere");
    }

    private static InheritedScopedValues captured(String user) {
        return ScopedValue.where(USER, user).call(InheritedScopedValues::capture);
    }

    @Test
    void theyCanBeCapturedHere() {
        assertTrue(InheritedScopedValues.isSupported());
    }

    @Test
    void whereNoneIsBoundNoneIsCaptured() throws Exception {
        FutureTask<InheritedScopedValues> fresh = new FutureTask<>(InheritedScopedValues::capture);
        Port.system().newThread("fresh", fresh).start();
        assertNull(fresh.get());
        FutureTask<InheritedScopedValues> virtual =
                new FutureTask<>(InheritedScopedValues::capture);
        Thread.ofVirtual().start(virtual);
        assertNull(virtual.get());
    }

    @Test
    void anotherThreadSeesThem() throws Exception {
        InheritedScopedValues values = captured("ann");
        for (boolean virtual : new boolean[] {true, false}) {
            FutureTask<String> other =
                    new FutureTask<>(
                            () ->
                                    seen()
                                            + ", "
                                            + values.call(InheritedScopedValuesTest::seen)
                                            + ", "
                                            + seen());
            if (virtual) {
                Thread.ofVirtual().start(other);
            } else {
                Port.system().newThread("other", other).start();
            }
            assertEquals("nobody nowhere, ann nowhere, nobody nowhere", other.get());
        }
    }

    /** Also where the caller has looked its own ones up just before, and does so just behind. */
    @Test
    void theyReplaceThoseOfTheCaller() throws Exception {
        InheritedScopedValues values = captured("ann");
        ScopedValue.where(USER, "bob")
                .where(PLACE, "here")
                .call(
                        () -> {
                            for (int i = 0; i < 3; i++) {
                                assertEquals("bob here", seen());
                                assertEquals(
                                        "ann nowhere",
                                        values.call(InheritedScopedValuesTest::seen));
                                assertEquals("bob here", seen());
                            }
                            return null;
                        });
        assertEquals("nobody nowhere", seen());
    }

    @Test
    void theyNest() throws Exception {
        InheritedScopedValues ann = captured("ann");
        InheritedScopedValues bob = captured("bob");
        assertEquals(
                "ann, bob, eve, bob, ann",
                ann.call(
                        () ->
                                USER.get()
                                        + ", "
                                        + bob.call(
                                                () ->
                                                        USER.get()
                                                                + ", "
                                                                + ScopedValue.where(USER, "eve")
                                                                        .call(USER::get)
                                                                + ", "
                                                                + USER.get())
                                        + ", "
                                        + USER.get()));
    }

    @Test
    void whatTheBodyThrowsComesOut() {
        InheritedScopedValues values = captured("ann");
        IOException checked = new IOException("checked");
        assertSame(
                checked,
                assertThrows(
                        IOException.class,
                        () ->
                                values.call(
                                        () -> {
                                            throw checked;
                                        })));
        AssertionError error = new AssertionError("error");
        assertSame(
                error,
                assertThrows(
                        AssertionError.class,
                        () ->
                                values.call(
                                        () -> {
                                            throw error;
                                        })));
        assertEquals("nobody nowhere", seen());
    }

    /** The JDK looks them up on the stack again. */
    @Test
    void theyOutliveAStackOverflow() throws Exception {
        InheritedScopedValues values = captured("ann");
        for (boolean virtual : new boolean[] {true, false}) {
            FutureTask<String> other =
                    new FutureTask<>(
                            () -> {
                                String inside =
                                        values.call(
                                                () -> {
                                                    overflow();
                                                    return seen();
                                                });
                                return inside + ", " + seen();
                            });
            if (virtual) {
                Thread.ofVirtual().start(other);
            } else {
                Port.system().newThread("other", other).start();
            }
            assertEquals("ann nowhere, nobody nowhere", other.get());
        }
    }

    private static void overflow() {
        assertThrows(StackOverflowError.class, () -> recurse(1));
    }

    private static int recurse(int depth) {
        return recurse(depth + 1) + depth;
    }
}
