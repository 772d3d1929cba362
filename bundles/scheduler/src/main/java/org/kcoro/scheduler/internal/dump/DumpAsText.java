// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal.dump;

import java.util.List;
import java.util.Locale;

import org.kcoro.scheduler.CoroutineDump;

/** Writes a dump for people. */
public final class DumpAsText {

    private DumpAsText() {}

    public static String render(CoroutineDump dump) {
        StringBuilder text = new StringBuilder();
        text.append("scheduler ").append(dump.scheduler()).append(": ");
        text.append(dump.coroutines().size()).append(" coroutines\n");
        for (List<CoroutineDump.Key> cycle : dump.deadlocks()) {
            text.append("DEADLOCK: ");
            cycle.forEach(key -> text.append(key).append(" waits for "));
            text.append(cycle.get(0)).append('\n');
        }
        for (CoroutineDump.Entry entry : dump.coroutines()) {
            text.append(entry.key()).append(" \"").append(entry.name()).append("\" ");
            text.append(entry.state().name().toLowerCase(Locale.ROOT));
            if (entry.waitReason() != null) {
                text.append(", ").append(entry.waitReason());
            }
            if (!entry.owners().isEmpty()) {
                text.append(entry.waitReason().definite() ? ", owned by " : ", perhaps by ");
                text.append(entry.owners());
            }
            text.append('\n');
            entry.stack().forEach(frame -> text.append("    at ").append(frame).append('\n'));
        }
        return text.toString();
    }
}
