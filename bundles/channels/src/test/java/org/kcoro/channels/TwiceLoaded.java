// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.io.IOException;
import java.io.InputStream;

/** A class that exists twice, as the same class of two bundles does. */
final class TwiceLoaded {

    private TwiceLoaded() {}

    /** The same, of a loader of its own. */
    static Class<?> again() throws ClassNotFoundException {
        ClassLoader loader =
                new ClassLoader("another", null) {
                    @Override
                    protected Class<?> findClass(String name) throws ClassNotFoundException {
                        String path = name.replace('.', '/') + ".class";
                        try (InputStream code =
                                TwiceLoaded.class.getClassLoader().getResourceAsStream(path)) {
                            byte[] bytes = code.readAllBytes();
                            return defineClass(name, bytes, 0, bytes.length);
                        } catch (IOException e) {
                            throw new ClassNotFoundException(name, e);
                        }
                    }
                };
        return loader.loadClass(TwiceLoaded.class.getName());
    }
}
