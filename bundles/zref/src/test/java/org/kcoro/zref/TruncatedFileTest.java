// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A file that somebody makes shorter while it is mapped: an error, in a JVM of its own. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TruncatedFileTest {

    private static final int BYTES = 1 << 20;
    private static final int ACCESSES = 50_000;

    @TempDir Path folder;

    /**
     * Reads a file, again and again so that it is compiled; then behind the end of what is left.
     */
    public static final class Reader {

        private Reader() {}

        private static long sum(Descriptor descriptor, int accesses) {
            long sum = 0;
            for (int i = 0; i < accesses; i++) {
                sum += descriptor.getLong((long) i * 8 % BYTES);
            }
            return sum;
        }

        private static String outcome(Path file, Runnable access) {
            try {
                access.run();
                return "nothing";
            } catch (RegionFaultException e) {
                return e.getMessage().contains("region log")
                                && e.getMessage().contains(file.toString())
                        ? "named"
                        : "unnamed: " + e;
            } catch (InternalError e) {
                return "late";
            }
        }

        public static void main(String[] arguments) throws Exception {
            Path file = Path.of(arguments[0]);
            Regions regions = Regions.create();
            MappedRegion region = regions.map("log", file).readWrite().build();
            Descriptor descriptor = new Descriptor();
            region.describe(0, BYTES, descriptor);
            for (int round = 0; round < Integer.parseInt(arguments[1]); round++) {
                sum(descriptor, ACCESSES);
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(0);
            }
            byte[] bytes = new byte[64];
            System.out.println("read " + outcome(file, () -> sum(descriptor, ACCESSES)));
            System.out.println("one " + outcome(file, () -> descriptor.getByte(BYTES - 1)));
            System.out.println("write " + outcome(file, () -> descriptor.setLong(BYTES / 2, 1)));
            System.out.println("copy " + outcome(file, () -> descriptor.get(0, bytes, 0, 64)));
            descriptor.close();
            regions.unregister(region, java.time.Duration.ZERO);
            System.out.println("ended");
        }
    }

    private List<String> read(List<String> options, int rounds) throws Exception {
        Path file = Files.write(folder.resolve("lines.log"), new byte[BYTES]);
        ChildProcess child =
                ChildProcess.run(options, Reader.class, file.toString(), Integer.toString(rounds));
        assertEquals(0, child.exit(), child.output());
        return child.output().lines().toList();
    }

    /** Interpreted code meets the fault where it is. */
    @Test
    void theFaultNamesRegionAndFile() throws Exception {
        assertEquals(
                List.of("read named", "one named", "write named", "copy named", "ended"),
                read(List.of("-Xint"), 0));
    }

    /** Compiled code meets it a few instructions later, where it may be an InternalError. */
    @ParameterizedTest
    @ValueSource(ints = {0, 400})
    void compiledCodeGoesOnToo(int rounds) throws Exception {
        List<String> lines = read(List.of(), rounds);
        assertEquals(5, lines.size(), lines::toString);
        for (String line : lines.subList(0, 4)) {
            assertTrue(line.endsWith(" named") || line.endsWith(" late"), lines::toString);
        }
        assertEquals("ended", lines.get(4));
    }
}
