// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import java.lang.reflect.Proxy;
import java.util.concurrent.Callable;

import org.kcoro.scheduler.Coroutine;

/** A child of a scope, of which nothing is asked but to be told of its end. */
final class ChildByHand {

    private static final ClassLoader LOADER = ChildByHand.class.getClassLoader();

    private final Callable<?> body;
    private volatile Runnable atEnd;

    ChildByHand(Callable<?> body) {
        this.body = body;
    }

    /** Whether the scope has said what is to be done at the end. */
    boolean isComplete() {
        return atEnd != null;
    }

    void run() {
        try {
            body.call();
        } catch (Exception e) {
            // The scope knows.
        }
        atEnd.run();
    }

    Coroutine<?> handle() {
        return (Coroutine<?>)
                Proxy.newProxyInstance(
                        LOADER,
                        new Class<?>[] {Coroutine.class},
                        (proxy, method, arguments) ->
                                switch (method.getName()) {
                                    case "whenDone" -> {
                                        atEnd = (Runnable) arguments[0];
                                        yield null;
                                    }
                                    case "hashCode" -> System.identityHashCode(proxy);
                                    case "equals" -> proxy == arguments[0];
                                    default ->
                                            throw new UnsupportedOperationException(
                                                    method.getName());
                                });
    }
}
