// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.TestAbortedException;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.SkipException;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

/**
 * Runs the rules of a class of the reactive-streams TCK, which are TestNG tests, one by one. A rule
 * that is required may not be skipped.
 */
final class Tck {

    /** How long an expected signal may take. A safety net only. */
    private static final long PATIENCE_MILLIS = 20_000;

    /** How long the TCK watches for signals that must not come. */
    private static final long QUIET_MILLIS = 25;

    /**
     * For how long the TCK waits before it looks, once, whether an error has come or a subscriber
     * was collected. That says something only when it finds it, so it looks again, after longer.
     */
    private static final long[] LOOK_MILLIS = {10, 100, 1_000, 10_000};

    /** Rules that are checked so. */
    private static final Pattern LOOKS = Pattern.compile(".*_spec(309|313)_.*");

    private Tck() {}

    /** Makes a verification. */
    @FunctionalInterface
    interface Verifications {
        /**
         * @param lookMillis for how long the TCK waits before it looks
         */
        Object on(Rig rig, long lookMillis);
    }

    static TestEnvironment environment(long lookMillis) {
        return new TestEnvironment(PATIENCE_MILLIS, QUIET_MILLIS, lookMillis);
    }

    /** All rules on all machines, each on a verification of its own. */
    static Stream<DynamicTest> rules(Class<?> type, Verifications verifications) {
        return Machine.all()
                .flatMap(
                        machine ->
                                methods(type, Test.class).stream()
                                        .filter(rule -> !rule.getName().startsWith("untested_"))
                                        .map(
                                                rule ->
                                                        DynamicTest.dynamicTest(
                                                                rule.getName() + ", " + machine,
                                                                () ->
                                                                        verify(
                                                                                rule,
                                                                                machine,
                                                                                verifications))));
    }

    /** Whether a verification finds that a rule is broken. */
    static boolean isBroken(String rule, Class<?> type, Verifications verifications)
            throws NoSuchMethodException {
        Machine machine = Machine.twin().findFirst().orElseThrow();
        try {
            verify(type.getMethod(rule), machine, verifications);
            return false;
        } catch (Throwable e) {
            return true;
        }
    }

    private static List<Method> methods(Class<?> type, Class<? extends Annotation> marked) {
        return Stream.of(type.getMethods())
                .filter(method -> method.isAnnotationPresent(marked))
                .sorted(Comparator.comparing(Method::getName))
                .toList();
    }

    private static void verify(Method rule, Machine machine, Verifications verifications)
            throws Throwable {
        int last = LOOKS.matcher(rule.getName()).matches() ? LOOK_MILLIS.length - 1 : 0;
        for (int look = 0; ; look++) {
            try {
                verify(rule, machine, verifications, LOOK_MILLIS[look]);
                return;
            } catch (AssertionError e) {
                if (look == last) {
                    throw e;
                }
            }
        }
    }

    private static void verify(
            Method rule, Machine machine, Verifications verifications, long lookMillis)
            throws Throwable {
        try (Rig rig = new Rig(machine)) {
            Object verification = verifications.on(rig, lookMillis);
            invokeAll(BeforeClass.class, verification);
            try {
                invokeAll(BeforeMethod.class, verification);
                rule.invoke(verification);
            } finally {
                invokeAll(AfterClass.class, verification);
            }
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SkipException skipped
                    && !rule.getName().startsWith("required_")) {
                throw new TestAbortedException(skipped.getMessage());
            }
            throw e.getCause();
        }
    }

    private static void invokeAll(Class<? extends Annotation> marked, Object verification)
            throws ReflectiveOperationException {
        for (Method method : methods(verification.getClass(), marked)) {
            method.invoke(verification);
        }
    }
}
