// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal.linux;

import java.io.IOException;

/** Says that a function of the C library has failed. */
final class NativeFailure extends IOException {

    private static final long serialVersionUID = 1L;

    private final int errno;

    private NativeFailure(String function, int errno) {
        super(function + ": " + Libc.describe(errno));
        this.errno = errno;
    }

    int errno() {
        return errno;
    }

    /** Answers a result, or throws where it is a negative errno. */
    static int check(String function, int result) throws NativeFailure {
        if (result < 0) {
            throw new NativeFailure(function, -result);
        }
        return result;
    }
}
