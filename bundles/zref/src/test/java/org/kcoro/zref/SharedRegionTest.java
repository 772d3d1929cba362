// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Regions that other processes open. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedRegionTest {

    private final Descriptor descriptor = new Descriptor();

    @TempDir Path parent;

    private Path folder;
    private Regions regions;
    private Regions others;

    @BeforeEach
    void begin() {
        folder = parent.resolve("shared");
        regions = Regions.builder().folder(folder).build();
        others = Regions.builder().folder(folder).build();
    }

    @AfterEach
    void end() {
        assertEquals(List.of(), others.drain(Duration.ZERO));
        assertEquals(List.of(), regions.drain(Duration.ZERO));
    }

    /** What the other process does: adds one to the number at an offset. */
    public static final class Other {

        private Other() {}

        public static void main(String[] arguments) throws Exception {
            long id = Long.parseLong(arguments[1]);
            try (Regions regions = Regions.builder().folder(Path.of(arguments[0])).build()) {
                MappedRegion region = regions.open("theirs", id).readWrite().build();
                Descriptor descriptor = new Descriptor();
                region.describe(Long.parseLong(arguments[2]), 8, descriptor);
                descriptor.setLong(0, descriptor.getLong(0) + 1);
                descriptor.close();
                System.out.println(region.size());
            }
        }
    }

    @Test
    void anotherProcessOpensItByItsId() throws Exception {
        MappedRegion region = regions.share("mine", 100_000).build();
        assertEquals(100_000, region.size());
        long id = regions.export(region);
        region.describe(99_000, 8, descriptor);
        descriptor.setLong(0, 41);
        ChildProcess other =
                ChildProcess.run(
                        List.of(), Other.class, folder.toString(), Long.toString(id), "99000");
        assertEquals(0, other.exit(), other.output());
        assertEquals("100000", other.output().strip());
        assertEquals(42, descriptor.getLong(0));
        descriptor.close();
    }

    @Test
    void itIsOpenedForReadingUnlessToldOtherwise() throws Exception {
        MappedRegion region = regions.share("mine", 64).build();
        long id = regions.export(region);
        MappedRegion opened = others.open("theirs", id).build();
        assertTrue(opened.isReadOnly());
        assertFalse(region.isReadOnly());
        assertEquals(id, others.export(opened));
        assertEquals(region.file(), opened.file());
        region.describe(0, 64, descriptor);
        Descriptor read = new Descriptor();
        opened.describe(0, 64, read);
        descriptor.setLong(0, 3);
        assertEquals(3, read.getLong(0));
        assertThrows(UnsupportedOperationException.class, () -> read.setLong(0, 1));
        read.close();
        descriptor.close();
    }

    @Test
    void itsFileIsThisUsersAloneAndGoesWithIt() throws Exception {
        MappedRegion region = regions.share("mine", 64).build();
        assertEquals(folder, region.file().getParent());
        assertEquals("rwx------", permissions(folder));
        assertEquals("rw-------", permissions(region.file()));
        MappedRegion opened = others.open("theirs", regions.export(region)).build();
        others.unregister(opened, Duration.ZERO);
        assertTrue(Files.exists(region.file()), "deleted by one that had opened it");
        regions.unregister(region, Duration.ZERO);
        assertFalse(Files.exists(region.file()));
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private void refused(long id, String... said) {
        IOException e = assertThrows(IOException.class, () -> others.open("theirs", id).build());
        for (String each : said) {
            assertTrue(e.getMessage().contains(each), e.getMessage());
        }
        assertTrue(e.getMessage().contains("region theirs"), e.getMessage());
    }

    @Test
    void idsThatNobodyExportedAreRefused() throws Exception {
        refused(4711, folder.toString(), "nobody has shared", "regionFolder");
        regions.share("mine", 64).build();
        refused(4711, folder.toString(), "0000000000001267.region", "never exported");
        for (long id : new long[] {0, -1, Long.MIN_VALUE}) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> others.open("x", id));
            assertTrue(e.getMessage().contains("positive"), e.getMessage());
        }
        MappedRegion gone = regions.share("gone", 64).build();
        long id = regions.export(gone);
        regions.unregister(gone, Duration.ZERO);
        refused(id, "is unregistered");
    }

    private Path forged(long id, byte[] content) throws IOException {
        Path file = folder.resolve(String.format("%016x.region", id));
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.write(file, content);
    }

    @Test
    void filesThatAreNoRegionsAreRefused() throws Exception {
        MappedRegion region = regions.share("mine", 64).build();
        byte[] sound = Files.readAllBytes(region.file());
        forged(1, new byte[0]);
        refused(1, "too short");
        forged(2, new byte[5000]);
        refused(2, "does not begin");
        // A copy has the id of another.
        forged(3, sound);
        refused(3, "it says that it is region");
        byte[] newer = sound.clone();
        newer[11] = 2;
        forged(4, newer);
        refused(4, "version 2");
        Path shorter = forged(5, sound);
        byte[] header = sound.clone();
        for (int i = 16; i < 24; i++) {
            header[i] = (byte) (i == 23 ? 5 : 0);
        }
        header[31] = 65;
        Files.write(shorter, header);
        refused(5, "its payload has 65 bytes, but it has 64");
        Files.createDirectory(folder.resolve("0000000000000006.region"));
        refused(6, "not a plain file");
        Files.createSymbolicLink(folder.resolve("0000000000000007.region"), region.file());
        refused(7, "not a plain file");
        Files.setPosixFilePermissions(
                forged(8, sound), PosixFilePermissions.fromString("rw-r--r--"));
        refused(8, "open to others", "rw-------");
    }

    @Test
    void aFolderThatOthersCanUseIsRefused() throws Exception {
        Files.createDirectory(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        IOException e = assertThrows(IOException.class, () -> regions.share("mine", 64).build());
        assertTrue(e.getMessage().contains("open to others"), e.getMessage());
        refused(5, "open to others");
        Files.delete(folder);
        Files.createFile(folder);
        IOException file = assertThrows(IOException.class, () -> regions.share("mine", 64).build());
        assertTrue(file.getMessage().contains("not a folder"), file.getMessage());
        assertEquals(List.of(), regions.list());
    }

    @Test
    void onlyWhatWasSharedIsExported() throws Exception {
        PoolRegion pool = regions.pool("pool").blocks(8, 1).build();
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> regions.export(pool));
        assertTrue(e.getMessage().contains("region pool"), e.getMessage());
        Path file = Files.writeString(parent.resolve("plain"), "text");
        MappedRegion mapped = regions.map("mapped", file).build();
        assertThrows(IllegalArgumentException.class, () -> regions.export(mapped));
        assertThrows(IllegalArgumentException.class, () -> regions.share("void", 0));
    }
}
