// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal.nativecode;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The names of C functions, as their libraries tell them. */
final class EntryName {

    /** {@code Dl_info}: file name, base, symbol name, symbol address. */
    private static final long INFO_BYTES = 4L * ValueLayout.ADDRESS.byteSize();

    private static final long SYMBOL = 2L * ValueLayout.ADDRESS.byteSize();
    private static final long SYMBOL_ADDRESS = 3L * ValueLayout.ADDRESS.byteSize();
    private static final long LONGEST = 4096;

    /** Null where the C library does not have it. */
    private static final MethodHandle DLADDR = link();

    private EntryName() {}

    @SuppressWarnings("restricted") // there is a library, so access was asked for
    private static MethodHandle link() {
        Linker linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find("dladdr")
                .map(
                        address ->
                                linker.downcallHandle(
                                        address,
                                        FunctionDescriptor.of(
                                                ValueLayout.JAVA_INT,
                                                ValueLayout.JAVA_LONG,
                                                ValueLayout.ADDRESS)))
                .orElse(null);
    }

    /** The name of the function at an address, or the address where nobody tells it. */
    @SuppressWarnings("restricted")
    static String of(long function) {
        if (DLADDR != null) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment info =
                        arena.allocate(INFO_BYTES, ValueLayout.ADDRESS.byteAlignment());
                int found = (int) DLADDR.invokeExact(function, info);
                MemorySegment name = info.get(ValueLayout.ADDRESS, SYMBOL);
                if (found != 0
                        && name.address() != 0
                        && info.get(ValueLayout.JAVA_LONG, SYMBOL_ADDRESS) == function) {
                    return name.reinterpret(LONGEST).getString(0);
                }
            } catch (Throwable e) {
                // A name is a convenience: the address does as well.
                return "0x" + Long.toHexString(function);
            }
        }
        return "0x" + Long.toHexString(function);
    }
}
