// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal.nativecode;

/**
 * Makes memory below stacks that no access passes.
 *
 * <p>A guard by {@code madvise} costs a tenth of one by {@code mprotect}, and no mapping, of which
 * a process may have some 65,000. Kernels before 6.13 refuse it; an emulator may say yes and do
 * nothing. So each guard is tried before a stack is used.
 */
final class Guards {

    private final SystemMemory memory;
    private boolean byProtection;

    Guards(SystemMemory memory) {
        this.memory = memory;
    }

    /** Whether they are mappings of their own. */
    boolean areByProtection() {
        return byProtection;
    }

    /**
     * Makes a guard.
     *
     * @throws IllegalStateException when it cannot be had, with the remedy
     */
    void install(long address, long bytes) {
        if (!byProtection) {
            if (memory.advise(address, bytes, SystemMemory.GUARD_INSTALL) == 0
                    && faults(address, bytes)) {
                return;
            }
            byProtection = true;
        }
        if (memory.protect(address, bytes) != 0) {
            throw new IllegalStateException(
                    "no guard below a native stack: the system refuses mprotect; each takes two"
                            + " mappings, see the limit vm.max_map_count");
        }
        if (!faults(address, bytes)) {
            throw new IllegalStateException(
                    "no guard below a native stack: the system says that it protects memory, and"
                            + " does not");
        }
    }

    private boolean faults(long address, long bytes) {
        return memory.faults(address) && memory.faults(address + bytes - memory.pageBytes());
    }
}
