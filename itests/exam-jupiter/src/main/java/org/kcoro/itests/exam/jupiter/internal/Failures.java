// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.exam.jupiter.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;

import org.opentest4j.AssertionFailedError;

/** Brings a failure from the container to the driver, where its classes are other ones. */
public final class Failures {

    private Failures() {}

    /** The failure itself if it can be written, else one that tells the same. */
    public static Throwable portable(Throwable failure) {
        try {
            written(failure);
            return failure;
        } catch (IOException e) {
            return told(failure);
        }
    }

    /** The failure with the classes of a loader, or one that tells the same. */
    public static Throwable in(ClassLoader loader, Throwable failure) {
        try (ObjectInputStream stream =
                new LoaderObjectInputStream(new ByteArrayInputStream(written(failure)), loader)) {
            return (Throwable) stream.readObject();
        } catch (IOException | ClassNotFoundException | LinkageError e) {
            return told(failure);
        }
    }

    private static byte[] written(Throwable failure) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
            stream.writeObject(failure);
        }
        return bytes.toByteArray();
    }

    private static Throwable told(Throwable failure) {
        if (failure == null) {
            return null;
        }
        AssertionFailedError told =
                new AssertionFailedError(failure.toString(), told(failure.getCause()));
        told.setStackTrace(failure.getStackTrace());
        return told;
    }

    private static final class LoaderObjectInputStream extends ObjectInputStream {
        private final ClassLoader loader;

        LoaderObjectInputStream(InputStream in, ClassLoader loader) throws IOException {
            super(in);
            this.loader = loader;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description)
                throws IOException, ClassNotFoundException {
            return Class.forName(description.getName(), false, loader);
        }
    }
}
