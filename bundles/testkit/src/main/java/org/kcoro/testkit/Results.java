// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.util.Collection;
import java.util.List;

/** What operations come to, as the model and the channel both say it. */
final class Results {

    static final String SENT = "sent";
    static final String NOT_NOW = "not now";

    /** Null, where a closed channel is no exception, too. */
    static final String NONE = "nothing";

    static final String CLOSED = "closed";
    static final String ALL_CLOSED = "all are closed";
    static final String STOPPED = "stopped";

    private Results() {}

    static String received(int element) {
        return "element " + element;
    }

    static String closed(Throwable cause) {
        return "closed exception because of " + (cause == null ? "nothing" : cause.getMessage());
    }

    static String sentAll(String how, Collection<Integer> left) {
        return how + ", left " + List.copyOf(left);
    }
}
