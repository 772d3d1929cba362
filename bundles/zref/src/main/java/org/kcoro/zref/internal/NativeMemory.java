// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What the system can do for memory. Each method answers null, or in words why it did not. */
final class NativeMemory {

    /** A call of the system, which answers 0 or an error number. */
    interface Call {
        int call(MemorySegment address, long bytes) throws Throwable;
    }

    private static final int MADV_HUGEPAGE = 14;
    private static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
    private static final Map<Integer, String> ERRORS =
            Map.of(
                    1, "EPERM: not permitted",
                    11, "EAGAIN: some of it could not be locked",
                    12, "ENOMEM: more than ulimit -l allows",
                    13, "EACCES: not permitted",
                    22, "EINVAL: not supported by this kernel",
                    38, "ENOSYS: not supported by this kernel");

    private static NativeMemory system;

    private final String missing;
    private final Path hugePages;
    private final Call madvise;
    private final Call mlock;
    private final Call munlock;

    /**
     * @param missing why nothing can be called, or null
     * @param hugePages where the system says when it gives huge pages
     */
    NativeMemory(String missing, Path hugePages, Call madvise, Call mlock, Call munlock) {
        this.missing = missing;
        this.hugePages = hugePages;
        this.madvise = madvise;
        this.mlock = mlock;
        this.munlock = munlock;
    }

    static synchronized NativeMemory ofSystem() {
        if (system == null) {
            system = load();
        }
        return system;
    }

    private static NativeMemory load() {
        String missing = null;
        Module module = NativeMemory.class.getModule();
        if (!System.getProperty("os.name").equals("Linux")) {
            missing = "it is asked for on Linux only";
        } else if (!module.isNativeAccessEnabled()) {
            missing =
                    "native access is not enabled; start Java with --enable-native-access="
                            + (module.isNamed() ? module.getName() : "ALL-UNNAMED");
        } else {
            try {
                return linked();
            } catch (RuntimeException | Error e) {
                missing = "the system cannot be called: " + e;
            }
        }
        return new NativeMemory(missing, HUGE_PAGES, null, null, null);
    }

    private static NativeMemory linked() {
        ValueLayout.OfLong size = ValueLayout.JAVA_LONG;
        FunctionDescriptor locks =
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, size);
        FunctionDescriptor advises = locks.appendArgumentLayouts(ValueLayout.JAVA_INT);
        Errno errno = new Errno();
        MethodHandle madvise = errno.link("madvise", advises);
        MethodHandle mlock = errno.link("mlock", locks);
        MethodHandle munlock = errno.link("munlock", locks);
        return new NativeMemory(
                null,
                HUGE_PAGES,
                (address, bytes) ->
                        errno.of(
                                state ->
                                        (int)
                                                madvise.invokeExact(
                                                        state, address, bytes, MADV_HUGEPAGE)),
                (address, bytes) ->
                        errno.of(state -> (int) mlock.invokeExact(state, address, bytes)),
                (address, bytes) ->
                        errno.of(state -> (int) munlock.invokeExact(state, address, bytes)));
    }

    /** Calls that tell their error number. */
    private static final class Errno {

        interface Body {
            int call(MemorySegment state) throws Throwable;
        }

        private static final StructLayout STATE = Linker.Option.captureStateLayout();
        private static final VarHandle NUMBER =
                STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

        private final Linker linker = Linker.nativeLinker();

        @SuppressWarnings("restricted") // its caller has asked whether it may
        MethodHandle link(String name, FunctionDescriptor type) {
            Optional<MemorySegment> address = linker.defaultLookup().find(name);
            return linker.downcallHandle(
                    address.orElseThrow(() -> new IllegalStateException("no " + name)),
                    type,
                    Linker.Option.captureCallState("errno"));
        }

        int of(Body body) throws Throwable {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment state = arena.allocate(STATE);
                return body.call(state) == 0 ? 0 : (int) NUMBER.get(state, 0L);
            }
        }
    }

    /** Asks for huge pages. */
    String advise(MemorySegment memory) {
        String refused = call("huge pages", madvise, memory);
        if (refused == null) {
            try {
                if (Files.exists(hugePages) && Files.readString(hugePages).contains("[never]")) {
                    refused = refusal("huge pages", hugePages + " is never");
                }
            } catch (IOException e) {
                refused = refusal("huge pages", hugePages + " cannot be read: " + e.getMessage());
            }
        }
        return refused;
    }

    /** Keeps memory from being swapped out. */
    String lock(MemorySegment memory) {
        return call("locked memory", mlock, memory);
    }

    /** Takes back a {@link #lock}. */
    String unlock(MemorySegment memory) {
        return call("unlocked memory", munlock, memory);
    }

    private String call(String wish, Call call, MemorySegment memory) {
        if (missing != null) {
            return refusal(wish, missing);
        }
        int error;
        try {
            error = call.call(memory, memory.byteSize());
        } catch (Throwable e) {
            return refusal(wish, e.toString());
        }
        return error == 0 ? null : refusal(wish, ERRORS.getOrDefault(error, "error " + error));
    }

    private static String refusal(String wish, String why) {
        return "no " + wish + ": " + why;
    }
}
