// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

/** Refusals of the system, which a test cannot count on, by a system that refuses. */
class NativeMemoryTest {

    private static final NativeMemory.Call GRANTS = (address, bytes) -> 0;
    private static final MemorySegment MEMORY = MemorySegment.ofArray(new byte[8]);

    @TempDir Path folder;

    private static NativeMemory.Call refuses(int error) {
        return (address, bytes) -> error;
    }

    private Path hugePages(String text) throws IOException {
        return Files.writeString(folder.resolve("enabled"), text);
    }

    @Test
    void whatIsGrantedNeedsNoNote() throws IOException {
        Path madvise = hugePages("always [madvise] never");
        NativeMemory system = new NativeMemory(null, madvise, GRANTS, GRANTS, GRANTS);
        assertNull(system.advise(MEMORY));
        assertNull(system.lock(MEMORY));
        assertNull(system.unlock(MEMORY));
    }

    @Test
    void aRefusalSaysWhy() throws IOException {
        Path always = hugePages("[always] madvise never");
        NativeMemory system = new NativeMemory(null, always, refuses(22), refuses(12), refuses(77));
        assertEquals("no huge pages: EINVAL: not supported by this kernel", system.advise(MEMORY));
        assertEquals("no locked memory: ENOMEM: more than ulimit -l allows", system.lock(MEMORY));
        assertEquals("no unlocked memory: error 77", system.unlock(MEMORY));
    }

    @Test
    void hugePagesThatAreSwitchedOffAreToldOf() throws IOException {
        Path never = hugePages("always madvise [never]");
        NativeMemory system = new NativeMemory(null, never, GRANTS, GRANTS, GRANTS);
        assertEquals("no huge pages: " + never + " is never", system.advise(MEMORY));
    }

    @Test
    void aCallThatFailsIsARefusal() throws IOException {
        NativeMemory.Call fails =
                (address, bytes) -> {
                    throw new IllegalStateException("planned");
                };
        NativeMemory system = new NativeMemory(null, folder, fails, fails, fails);
        assertEquals(
                "no locked memory: java.lang.IllegalStateException: planned", system.lock(MEMORY));
    }

    @Test
    void whatIsLockedIsUnlockedOnce() throws IOException {
        List<String> calls = new ArrayList<>();
        NativeMemory system =
                new NativeMemory(
                        null,
                        hugePages(""),
                        GRANTS,
                        (address, bytes) -> {
                            calls.add("lock");
                            return 0;
                        },
                        (address, bytes) -> {
                            calls.add("unlock");
                            return 0;
                        });
        MemoryWishes wishes = new MemoryWishes("wishes", 0);
        wishes.locked = true;
        MemoryGrant grant = wishes.grant(system, MEMORY);
        assertEquals(List.of(), grant.notes());
        grant.release();
        grant.renew();
        assertEquals(List.of("lock", "unlock", "lock"), calls);
        NativeMemory refusing = new NativeMemory("it is another system", folder, null, null, null);
        wishes.hugePages = true;
        MemoryGrant refused = wishes.grant(refusing, MEMORY);
        assertEquals(
                List.of(
                        "no huge pages: it is another system",
                        "no locked memory: it is another system"),
                refused.notes());
        refused.release();
    }
}
