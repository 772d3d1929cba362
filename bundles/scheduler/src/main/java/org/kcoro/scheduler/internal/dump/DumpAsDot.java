// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal.dump;

import org.kcoro.scheduler.CoroutineDump;

/** Writes the wait-for graph of a dump in the DOT language. */
public final class DumpAsDot {

    private DumpAsDot() {}

    public static String render(CoroutineDump dump) {
        StringBuilder dot = new StringBuilder();
        dot.append("digraph ").append(quoted(dump.scheduler())).append(" {\n");
        for (CoroutineDump.Entry entry : dump.coroutines()) {
            String label =
                    entry.name() + (entry.waitReason() == null ? "" : "\n" + entry.waitReason());
            dot.append("  ").append(quoted(entry.key().toString()));
            dot.append(" [label=").append(quoted(label)).append("];\n");
            for (CoroutineDump.Key owner : entry.owners()) {
                dot.append("  ").append(quoted(entry.key().toString()));
                dot.append(" -> ").append(quoted(owner.toString()));
                dot.append(entry.waitReason().definite() ? ";\n" : " [style=dashed];\n");
            }
        }
        return dot.append("}\n").toString();
    }

    private static String quoted(String text) {
        String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"");
        return '"' + escaped.replace("\r", "").replace("\n", "\\n") + '"';
    }
}
