// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.exam.jupiter;

import java.lang.reflect.Method;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;
import org.kcoro.itests.exam.jupiter.internal.driver.RunningContainer;
import org.kcoro.itests.exam.jupiter.internal.invoker.Injection;
import org.osgi.framework.BundleReference;

/**
 * What {@link ContainerTest} does. Outside the container it starts one, and calls there what it
 * would run here; inside it fills the fields, and lets everything run.
 */
public final class ContainerExtension
        implements BeforeAllCallback, TestInstancePostProcessor, InvocationInterceptor {

    private static final boolean INSIDE =
            ContainerExtension.class.getClassLoader() instanceof BundleReference;

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(ContainerExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        // A nested class finds the container of the outermost one.
        ExtensionContext.Store store = context.getStore(NAMESPACE);
        if (!INSIDE && store.get(RunningContainer.class) == null) {
            store.put(
                    RunningContainer.class, RunningContainer.start(context.getRequiredTestClass()));
        }
    }

    @Override
    public void postProcessTestInstance(Object instance, ExtensionContext context) {
        if (INSIDE) {
            Injection.injectFields(instance);
        }
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        runInside(invocation, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        runInside(invocation, context);
    }

    private static void runInside(Invocation<Void> invocation, ExtensionContext context)
            throws Throwable {
        if (INSIDE) {
            invocation.proceed();
        } else {
            invocation.skip();
            context.getStore(NAMESPACE)
                    .get(RunningContainer.class, RunningContainer.class)
                    .call(context.getUniqueId());
        }
    }

    @Override
    public <T> T interceptTestFactoryMethod(
            Invocation<T> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        invocation.skip();
        throw new UnsupportedOperationException(
                context.getRequiredTestClass().getName()
                        + " has a @TestFactory; in a container use @ParameterizedTest");
    }

    @Override
    public void interceptBeforeAllMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        proceedInside(invocation);
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        proceedInside(invocation);
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        proceedInside(invocation);
    }

    @Override
    public void interceptAfterAllMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        proceedInside(invocation);
    }

    private static void proceedInside(Invocation<Void> invocation) throws Throwable {
        if (INSIDE) {
            invocation.proceed();
        } else {
            invocation.skip();
        }
    }
}
