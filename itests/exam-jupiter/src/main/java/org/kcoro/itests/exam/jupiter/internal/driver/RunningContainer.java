// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.exam.jupiter.internal.driver;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.rmi.RemoteException;
import java.util.Arrays;
import java.util.List;

import org.kcoro.itests.exam.jupiter.ContainerTest;
import org.kcoro.itests.exam.jupiter.internal.Failures;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.ExamSystem;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.OptionUtils;
import org.ops4j.pax.exam.TestAddress;
import org.ops4j.pax.exam.TestContainer;
import org.ops4j.pax.exam.TestContainerException;
import org.ops4j.pax.exam.TestContainerFactory;
import org.ops4j.pax.exam.TestProbeBuilder;
import org.ops4j.pax.exam.forked.ForkedTestContainerFactory;
import org.ops4j.pax.exam.nat.internal.NativeTestContainerFactory;
import org.ops4j.pax.exam.spi.DefaultExamSystem;

/** The container of a test class, with its probe installed. For one thread at a time. */
public final class RunningContainer implements AutoCloseable {

    private final TestContainer container;
    private final TestAddress probe;
    private boolean lost;

    private RunningContainer(TestContainer container, TestAddress probe) {
        this.container = container;
        this.probe = probe;
    }

    /**
     * Starts the container of a test class.
     *
     * @throws TestContainerException when it does not start
     */
    public static RunningContainer start(Class<?> testClass) throws Exception {
        boolean forked = testClass.getAnnotation(ContainerTest.class).forked();
        ExamSystem system =
                DefaultExamSystem.create(
                        OptionUtils.combine(configuration(testClass), Provision.options(forked)));
        TestContainerFactory factory =
                forked ? new ForkedTestContainerFactory() : new NativeTestContainerFactory();
        TestContainer container = factory.create(system)[0];
        try {
            container.start();
            TestProbeBuilder builder = system.createProbe();
            TestAddress probe = builder.addTest(testClass, "probe");
            container.installProbe(builder.build().getStream());
            return new RunningContainer(container, probe);
        } catch (RuntimeException | IOException e) {
            stopAfter(e, container);
            throw e;
        }
    }

    private static void stopAfter(Exception failure, TestContainer container) {
        try {
            container.stop();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private static Option[] configuration(Class<?> testClass) throws Exception {
        List<Method> methods =
                Arrays.stream(testClass.getDeclaredMethods())
                        .filter(method -> method.isAnnotationPresent(Configuration.class))
                        .toList();
        if (methods.size() != 1 || !Modifier.isStatic(methods.get(0).getModifiers())) {
            throw new TestContainerException(
                    testClass.getName() + " needs one static method with @Configuration");
        }
        Method method = methods.get(0);
        method.setAccessible(true);
        return (Option[]) method.invoke(null);
    }

    /**
     * Runs a test in the container.
     *
     * @param uniqueId of the test, the same outside and inside
     * @throws Throwable what the test threw, as this side's class
     */
    public void call(String uniqueId) throws Throwable {
        if (lost) {
            throw new TestContainerException("an earlier test has ended the container");
        }
        try {
            container.call(new TestCall(probe, uniqueId));
        } catch (TestContainerException e) {
            Throwable cause = e;
            while (cause.getCause() != null
                    && (cause instanceof TestContainerException
                            || cause instanceof InvocationTargetException)) {
                cause = cause.getCause();
            }
            if (cause instanceof RemoteException) {
                lost = true;
                throw new TestContainerException(
                        "the container has ended during the test " + uniqueId, cause);
            }
            throw Failures.in(RunningContainer.class.getClassLoader(), cause);
        }
    }

    @Override
    public void close() {
        try {
            container.stop();
        } catch (TestContainerException e) {
            if (!lost) {
                throw e;
            }
        }
    }

    /** A test, by its unique id, of the probe. */
    private record TestCall(TestAddress root, String identifier) implements TestAddress {

        @Override
        public String caption() {
            return identifier;
        }

        @Override
        public Object[] arguments() {
            return new Object[] {identifier};
        }
    }
}
