// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.util.List;
import java.util.Objects;

import org.kcoro.scheduler.internal.dump.DumpAsDot;
import org.kcoro.scheduler.internal.dump.DumpAsJson;
import org.kcoro.scheduler.internal.dump.DumpAsText;

/**
 * The live coroutines of a scheduler, and who waits for whom. Each coroutine is seen at a moment of
 * its own while the others go on; only what {@link #deadlocks} holds is true of one moment.
 * Immutable.
 *
 * @param scheduler the name of the scheduler
 * @param coroutines in the order of their ids
 * @param deadlocks cycles of coroutines, each of which waits, without a deadline, for something
 *     that only the next one can do. None is listed that is not one; a deadlock that also needs a
 *     channel or a thread is not found
 */
public record CoroutineDump(String scheduler, List<Entry> coroutines, List<List<Key>> deadlocks) {

    /** Copies the lists. */
    public CoroutineDump {
        Objects.requireNonNull(scheduler, "scheduler");
        coroutines = List.copyOf(coroutines);
        deadlocks = List.copyOf(deadlocks);
    }

    /**
     * What tells a coroutine from all others of a dump.
     *
     * @param owner the name of the scheduler that launched it
     * @param id its number there
     */
    public record Key(String owner, long id) {

        @Override
        public String toString() {
            return owner + "#" + id;
        }
    }

    /**
     * One coroutine.
     *
     * @param waitReason what it waits for, or null
     * @param owners those that can end the wait, as far as is known
     * @param stack innermost frame first; empty unless asked for, and where it could not be read
     */
    public record Entry(
            Key key,
            String name,
            CoroutineState state,
            WaitReason waitReason,
            List<Key> owners,
            List<StackTraceElement> stack) {

        /** Copies the lists. */
        public Entry {
            owners = List.copyOf(owners);
            stack = List.copyOf(stack);
        }
    }

    /** For people: a line for each coroutine, with its stack below. */
    public String toText() {
        return DumpAsText.render(this);
    }

    /**
     * For programs: an object with {@code scheduler}, {@code coroutines} and {@code deadlocks}.
     *
     * @throws IllegalStateException when the library jackson-core is not there
     */
    public String toJson() {
        return DumpAsJson.render(this);
    }

    /**
     * The wait-for graph in the DOT language: a solid edge means that only the other one can end
     * the wait, a dashed one that it may.
     */
    public String toDot() {
        return DumpAsDot.render(this);
    }
}
