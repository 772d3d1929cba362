// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.exam.jupiter;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The tests of this class run in an OSGi container, which is started before the first and stopped
 * after the last. A static method with {@link org.ops4j.pax.exam.Configuration}, without
 * parameters, returns the options of the container, an array of {@link org.ops4j.pax.exam.Option}.
 *
 * <p>Each test runs by itself in the container, with all its lifecycle methods: {@code @BeforeAll}
 * runs once for each test. Fields with {@link javax.inject.Inject} are filled with services, for
 * which it waits. Outside, the class is instantiated and arguments are found, and nothing else of
 * it runs. {@code @TestFactory} is not supported. The class is not in a package that a bundle of
 * the container exports: in the container that bundle would be asked for it.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ContainerExtension.class)
public @interface ContainerTest {

    /** Whether the container is a process of its own, so that a test may end it. */
    boolean forked() default false;
}
