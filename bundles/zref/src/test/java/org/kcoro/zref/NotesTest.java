// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What regions ask of the system's memory; they work whatever it says. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NotesTest {

    /** Builds a region with wishes, uses it, and prints its notes. */
    public static final class Wishes {

        private Wishes() {}

        public static void main(String[] arguments) throws Exception {
            for (String note : use()) {
                System.out.println(note);
            }
        }

        static List<String> use() throws Exception {
            Regions regions = Regions.create();
            PoolRegion pool =
                    regions.pool("wishes").blocks(4096, 1024).hugePages().locked().build();
            Descriptor descriptor = new Descriptor();
            pool.allocate(4096, descriptor);
            descriptor.setLong(4088, 3);
            assertEquals(3, descriptor.getLong(4088));
            descriptor.close();
            List<String> notes = pool.notes();
            regions.unregister(pool, Duration.ZERO);
            return notes;
        }
    }

    private static void assertEachIsARefusal(List<String> notes) {
        for (String note : notes) {
            assertTrue(
                    note.startsWith("no huge pages: ") || note.startsWith("no locked memory: "),
                    note);
        }
    }

    @Test
    void aRegionWorksWithWhatItGot() throws Exception {
        List<String> notes = Wishes.use();
        assertTrue(notes.size() <= 2, notes::toString);
        assertEachIsARefusal(notes);
    }

    @Test
    void withoutNativeAccessTheNotesSayHowToGetIt() throws Exception {
        ChildProcess child =
                ChildProcess.run(
                        List.of("--enable-native-access=java.base", "--illegal-native-access=deny"),
                        Wishes.class);
        assertEquals(0, child.exit(), child.output());
        List<String> notes = child.output().lines().toList();
        assertEquals(2, notes.size(), child.output());
        assertEachIsARefusal(notes);
        for (String note : notes) {
            assertTrue(note.contains("--enable-native-access=ALL-UNNAMED"), note);
        }
    }

    @Test
    void aMappedRegionMayWishToo(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("file"), new byte[100_000]);
        Regions regions = Regions.create();
        MappedRegion region = regions.map("file", file).hugePages().locked().build();
        assertEachIsARefusal(region.notes());
        assertEquals(List.of(), regions.drain(Duration.ZERO));
    }

    @Test
    void withoutWishesThereAreNoNotes() {
        Regions regions = Regions.create();
        assertEquals(List.of(), regions.pool("plain").blocks(8, 1).build().notes());
        assertEquals(List.of(), regions.drain(Duration.ZERO));
    }
}
