// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal;

import org.kcoro.switcher.ContextSource;

/** How a virtual thread is started. */
interface ThreadStarter {

    /** By the public means: the JDK lists all threads itself. */
    ThreadStarter PUBLIC =
            new ThreadStarter() {
                @Override
                public void start(Thread thread) {
                    thread.start();
                }

                @Override
                public void show(ContextSource source) {}

                @Override
                public void hide(ContextSource source) {}
            };

    void start(Thread thread);

    /** Makes the contexts of a source show in thread dumps. */
    void show(ContextSource source);

    void hide(ContextSource source);
}
