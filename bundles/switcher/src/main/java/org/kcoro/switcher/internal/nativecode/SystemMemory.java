// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal.nativecode;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Memory of the system in pages; Linux. */
interface SystemMemory {

    /** The memory of a page is given back; a guard that was installed stays. */
    int DONT_NEED = 4;

    /** No huge page ever: one would make a small stack large. */
    int NO_HUGE_PAGE = 15;

    /** An access faults, without a mapping of its own; since Linux 6.13. */
    int GUARD_INSTALL = 102;

    /** The size of a page, in bytes. */
    int pageBytes();

    /** Maps memory that is reserved only as it is touched; its address, or -1. */
    long map(long bytes);

    /** Ends a mapping. */
    void unmap(long address, long bytes);

    /** Gives advice; 0 when it was taken. */
    int advise(long address, long bytes, int advice);

    /** Takes all access away; 0 when it was done. */
    int protect(long address, long bytes);

    /** Whether a write to an address would fault. It may change up to 400 bytes there. */
    boolean faults(long address);

    /** That of this machine. */
    static SystemMemory ofSystem() {
        return Linked.INSTANCE;
    }

    /** The system's calls. */
    final class Linked implements SystemMemory {

        private static final int READ_AND_WRITE = 3;
        private static final int NO_ACCESS = 0;

        /** {@code MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK}. */
        private static final int FLAGS = 0x2 | 0x20 | 0x4000 | 0x20000;

        private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
        private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

        static final Linked INSTANCE = new Linked();

        private final MethodHandle mmap =
                link("mmap", FunctionDescriptor.of(LONG, LONG, LONG, INT, INT, INT, LONG));
        private final MethodHandle munmap = link("munmap", FunctionDescriptor.of(INT, LONG, LONG));
        private final MethodHandle madvise =
                link("madvise", FunctionDescriptor.of(INT, LONG, LONG, INT));
        private final MethodHandle mprotect =
                link("mprotect", FunctionDescriptor.of(INT, LONG, LONG, INT));
        private final MethodHandle uname = link("uname", FunctionDescriptor.of(INT, LONG));
        private final int pageBytes = pageSize();

        private interface Call<T> {
            T call() throws Throwable;
        }

        @SuppressWarnings("restricted") // there is a library, so access was asked for
        private static MethodHandle link(String name, FunctionDescriptor type) {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
        }

        private static <T> T call(Call<T> call) {
            try {
                return call.call();
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        private static int pageSize() {
            MethodHandle getpagesize = link("getpagesize", FunctionDescriptor.of(INT));
            return call(() -> (int) getpagesize.invokeExact());
        }

        @Override
        public int pageBytes() {
            return pageBytes;
        }

        @Override
        public long map(long bytes) {
            return call(() -> (long) mmap.invokeExact(0L, bytes, READ_AND_WRITE, FLAGS, -1, 0L));
        }

        @Override
        public void unmap(long address, long bytes) {
            call(() -> (int) munmap.invokeExact(address, bytes));
        }

        @Override
        public int advise(long address, long bytes, int advice) {
            return call(() -> (int) madvise.invokeExact(address, bytes, advice));
        }

        @Override
        public int protect(long address, long bytes) {
            return call(() -> (int) mprotect.invokeExact(address, bytes, NO_ACCESS));
        }

        /** A call of the kernel that writes there: it answers an error where we would crash. */
        @Override
        public boolean faults(long address) {
            return call(() -> (int) uname.invokeExact(address)) != 0;
        }
    }
}
