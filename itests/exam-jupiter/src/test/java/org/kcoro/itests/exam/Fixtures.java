// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.exam;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Supplier;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.IntStream;

import javax.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kcoro.itests.exam.jupiter.ContainerTest;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.ops4j.pax.exam.CoreOptions.streamBundle;

/** Test classes that {@link ContainerTestIT} runs. Most of their tests do not pass. */
final class Fixtures {

    private Fixtures() {}

    static boolean inside() {
        return FrameworkUtil.getBundle(Fixtures.class) != null;
    }

    /** All that passes. */
    @ContainerTest
    static class Passing {
        private static boolean beforeAll;

        @Inject private BundleContext context;

        private boolean beforeEach;

        @Configuration
        static Option[] configuration() {
            return new Option[0];
        }

        @BeforeAll
        static void beforeAll() {
            assertTrue(inside());
            beforeAll = true;
        }

        @BeforeEach
        void beforeEach() {
            assertTrue(inside());
            beforeEach = true;
        }

        @AfterEach
        void afterEach() {
            assertTrue(inside());
        }

        @Test
        void isInside() {
            assertTrue(inside());
            assertTrue(beforeAll);
            assertTrue(beforeEach);
            assertNotNull(context, "nothing was injected");
        }

        @ParameterizedTest
        @ValueSource(ints = {3, 4})
        void hasArguments(int argument) {
            assertTrue(inside());
            assertTrue(argument == 3 || argument == 4);
        }

        @Nested
        class Inner {
            @Test
            void isInside() {
                assertTrue(inside());
                assertNotNull(context, "nothing was injected");
            }
        }
    }

    /** All that does not pass. */
    @ContainerTest
    static class Failing {

        @Configuration
        static Option[] configuration() {
            return new Option[0];
        }

        static IntStream moreOutside() {
            return IntStream.range(0, inside() ? 1 : 2);
        }

        @Test
        void assertion() {
            assertEquals("expected", "actual", "said inside");
        }

        @Test
        void unserializable() {
            throw new Unserializable();
        }

        @Test
        void assumption() {
            assumeTrue(false, "assumed inside");
        }

        @Test
        @DisabledIf("org.kcoro.itests.exam.Fixtures#inside")
        void disabledInside() {}

        @ParameterizedTest
        @MethodSource("moreOutside")
        void unknownInside(int argument) {}

        @TestFactory
        List<DynamicTest> factory() {
            return List.of();
        }
    }

    /** A failure that cannot leave the container as it is. */
    static final class Unserializable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial")
        private final Supplier<String> supplier = () -> "";

        Unserializable() {
            super("holds a lambda", new IllegalStateException("its cause"));
        }

        @Override
        public String toString() {
            return getClass().getName() + supplier.get() + ": " + getMessage();
        }
    }

    /** A lifecycle method that fails inside. */
    @ContainerTest
    static class FailingBefore {
        @Configuration
        static Option[] configuration() {
            return new Option[0];
        }

        @BeforeAll
        static void beforeAll() {
            fail("before all, inside");
        }

        @Test
        void neverRuns() {}
    }

    /** A class without options. */
    @ContainerTest
    static class Unconfigured {
        @Test
        void neverRuns() {}
    }

    /** A container that lacks what one of its bundles imports. */
    @ContainerTest
    static class Unresolved {
        @Configuration
        static Option[] configuration() throws IOException {
            return new Option[] {streamBundle(bundleThatLacksAPackage())};
        }

        private static InputStream bundleThatLacksAPackage() throws IOException {
            Manifest manifest = new Manifest();
            Attributes headers = manifest.getMainAttributes();
            headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
            headers.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
            headers.putValue(Constants.BUNDLE_SYMBOLICNAME, "lacking");
            headers.putValue(Constants.IMPORT_PACKAGE, "nowhere");
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            new JarOutputStream(bytes, manifest).close();
            return new ByteArrayInputStream(bytes.toByteArray());
        }

        @Test
        void neverRuns() {}
    }

    /** A test that ends the process, and one that comes too late. */
    @ContainerTest(forked = true)
    static class Forked {
        @Configuration
        static Option[] configuration() {
            return new Option[0];
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2, 3})
        void steps(int step) {
            switch (step) {
                case 0 -> assertTrue(inside());
                case 1 -> assertEquals("expected", "actual", "said inside");
                default -> Runtime.getRuntime().halt(5);
            }
        }
    }
}
