// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.kcoro.benchmarks.Subject;
import org.kcoro.benchmarks.SubjectProvider;
import org.kcoro.benchmarks.Work;

/** kcoro, once for each switcher. */
public abstract class KcoroProvider implements SubjectProvider {

    private final String system;
    private final String switcher;
    private final boolean confined;

    private KcoroProvider(String system, String switcher, boolean confined) {
        this.system = system;
        this.switcher = switcher;
        this.confined = confined;
    }

    @Override
    public String system() {
        return system;
    }

    @Override
    public Set<Work> works() {
        EnumSet<Work> works = EnumSet.allOf(Work.class);
        if (!system.equals("kcoro") || !NativeFunctions.areThere()) {
            works.remove(Work.NATIVE_SWITCH);
        }
        return works;
    }

    @Override
    public List<String> jvmOptions(int workers) {
        return JdkProvider.schedulerOptions(workers);
    }

    @Override
    public String note(Work work) {
        if (work == Work.NATIVE_SWITCH) {
            return "NativeCoroutine.resume of a C function, migrating";
        }
        String what = "switcher " + switcher;
        if (work == Work.SWITCH) {
            return what + "; Coroutine.yield";
        }
        if (work.isOnPayloads()) {
            what += "; a pool region and a buffered descriptor channel of backend zref";
        }
        if (work.isOnBridge()) {
            return what
                    + "; elements of 64 bytes by unix-stream to a buffered channel that the server"
                    + " empties; a scheduler each for client and server, in one process";
        }
        if (work == Work.SELECT_2) {
            what += "; Select.fair";
        }
        return confined && (work.isOnChannels() || work.isOnPayloads())
                ? what + "; all on one confined dispatcher, and so on one worker"
                : what;
    }

    @Override
    public Subject open(int workers) {
        return new KcoroSubject(switcher, workers, confined);
    }

    /** Virtual threads on kcoro's workers. */
    public static final class OnVirtualThreads extends KcoroProvider {
        public OnVirtualThreads() {
            super("kcoro", "virtual-thread", false);
        }
    }

    /** Bare continuations, each bound to a worker. */
    public static final class Confined extends KcoroProvider {
        public Confined() {
            super("kcoro-confined", "continuation", true);
        }
    }

    /** Virtual threads on the JDK's scheduler. */
    public static final class OnJdk extends KcoroProvider {
        public OnJdk() {
            super("kcoro-jdk", "jdk", false);
        }
    }
}
