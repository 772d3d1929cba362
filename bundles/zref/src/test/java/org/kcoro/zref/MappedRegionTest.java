// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MappedRegionTest {

    private final Regions regions = Regions.create();
    private final Descriptor descriptor = new Descriptor();

    @TempDir Path folder;

    private Path file(int bytes) throws IOException {
        byte[] content = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            content[i] = (byte) i;
        }
        return Files.write(folder.resolve("lines.log"), content);
    }

    @AfterEach
    void end() {
        assertEquals(List.of(), regions.drain(Duration.ZERO));
    }

    @Test
    void slicesOfAFileAreRead() throws IOException {
        Path file = file(1000);
        MappedRegion region = regions.map("log", file).build();
        assertEquals(file, region.file());
        assertEquals(1000, region.size());
        assertTrue(region.isReadOnly());
        List<Descriptor> slices = new ArrayList<>();
        for (int i = 0; i < 900; i++) {
            Descriptor slice = new Descriptor();
            region.describe(i, 100, slice);
            slices.add(slice);
        }
        assertEquals(900, region.snapshot().live());
        assertEquals(90_000, region.snapshot().bytesOut());
        for (int i = 0; i < 900; i++) {
            assertEquals((byte) (i + 99), slices.get(i).getByte(99));
            assertTrue(slices.get(i).isReadOnly());
        }
        slices.get(3).slice(1, 5, descriptor);
        assertEquals(4, descriptor.getByte(0));
        descriptor.close();
        slices.forEach(Descriptor::close);
        assertEquals(0, region.snapshot().bytesOut());
        assertEquals(0, region.snapshot().live());
        assertThrows(IllegalStateException.class, () -> slices.get(0).getByte(0));
    }

    @Test
    void whatIsWrittenGoesToTheFile() throws IOException, InterruptedException {
        Path file = file(100);
        MappedRegion region = regions.map("out", file).readWrite().build();
        region.describe(10, 4, descriptor);
        descriptor.set(0, new byte[] {9, 8, 7, 6}, 0, 4);
        descriptor.close();
        regions.unregister(region, Duration.ZERO);
        byte[] changed = Arrays.copyOfRange(Files.readAllBytes(file), 9, 15);
        assertArrayEquals(new byte[] {9, 9, 8, 7, 6, 14}, changed);
    }

    @Test
    void onlyWhatIsThereCanBeDescribed() throws IOException {
        MappedRegion region = regions.map("small", file(100)).build();
        long[][] wrong = {
            {0, 0}, {0, -1}, {-1, 5}, {0, 101}, {100, 1}, {1, Long.MAX_VALUE}, {Long.MAX_VALUE, 1}
        };
        for (long[] each : wrong) {
            IndexOutOfBoundsException e =
                    assertThrows(
                            IndexOutOfBoundsException.class,
                            () -> region.describe(each[0], each[1], descriptor));
            assertTrue(e.getMessage().startsWith("region small has 100 bytes"), e.getMessage());
        }
        region.describe(99, 1, descriptor);
        assertThrows(IllegalStateException.class, () -> region.describe(0, 1, descriptor));
        assertEquals(99, descriptor.getByte(0));
        descriptor.close();
    }

    @Test
    void aFileMayBeLongerThanTwoGibibytes() throws IOException {
        Path file = folder.resolve("sparse");
        long last = (5L << 30) - 1;
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {42}), last);
        }
        MappedRegion region = regions.map("long", file).build();
        assertEquals(last + 1, region.size());
        region.describe(1, last, descriptor);
        assertEquals(42, descriptor.getByte(last - 1));
        UnsupportedOperationException e =
                assertThrows(UnsupportedOperationException.class, descriptor::byteBuffer);
        assertTrue(e.getMessage().contains("too long"), e.getMessage());
        assertEquals(last, descriptor.segment().byteSize());
        descriptor.close();
        region.describe(last, 1, descriptor);
        assertEquals(42, descriptor.byteBuffer().get());
        descriptor.close();
    }

    @Test
    void whatCannotBeMappedIsNamed() throws IOException {
        Path missing = folder.resolve("missing");
        IOException e = assertThrows(IOException.class, () -> regions.map("none", missing).build());
        assertTrue(e.getMessage().contains("region none"), e.getMessage());
        assertTrue(e.getMessage().contains(missing.toString()), e.getMessage());
        IOException empty =
                assertThrows(IOException.class, () -> regions.map("void", file(0)).build());
        assertTrue(empty.getMessage().contains("is empty"), empty.getMessage());
        assertThrows(IOException.class, () -> regions.map("folder", folder).build());
        assertEquals(List.of(), regions.list());
    }
}
