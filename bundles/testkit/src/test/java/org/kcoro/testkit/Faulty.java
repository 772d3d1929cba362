// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** Objects that do as another does but for one method, in which a test plants a fault. */
final class Faulty {

    private Faulty() {}

    /** What is done instead of the method. */
    interface Fault {
        Object call(Object[] arguments) throws Throwable;
    }

    /**
     * Plants a fault.
     *
     * @param method the name of an abstract method; those that call it come to the fault, too
     */
    static <T> T in(Class<T> type, T real, String method, Fault fault) {
        InvocationHandler handler =
                (proxy, called, arguments) -> {
                    if (called.isDefault()) {
                        return InvocationHandler.invokeDefault(proxy, called, arguments);
                    }
                    if (called.getName().equals(method)) {
                        return fault.call(arguments);
                    }
                    try {
                        return called.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                };
        return type.cast(
                Proxy.newProxyInstance(
                        Faulty.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
