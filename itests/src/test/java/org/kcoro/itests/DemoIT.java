// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The demo as a process, its counts compared with those of coreutils. */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DemoIT {

    /** Counts words another way; prints "count word" lines in the order of the report. */
    private static final String COREUTILS =
            "LC_ALL=C tr -cs 'A-Za-z' '\\n' < \"$1\" | tr A-Z a-z | grep . | LC_ALL=C sort | uniq -c"
                    + " | LC_ALL=C sort -s -k1,1nr";

    @TempDir Path folder;

    private JsonNode demo(Path file, Map<String, String> environment) throws Exception {
        KcoroProcess demo =
                KcoroProcess.run(folder, environment, "demo", "--json", file.toString());
        assertEquals(0, demo.exitCode(), demo.errors());
        JsonNode report = new ObjectMapper().readTree(demo.output());
        assertEquals(file.toString(), report.get("input").asText());
        compare(file, report);
        return report;
    }

    private void compare(Path file, JsonNode report) throws Exception {
        Path counts = Files.createTempFile(folder, "counts", null);
        int exit =
                new ProcessBuilder("sh", "-c", COREUTILS, "sh", file.toString())
                        .redirectOutput(counts.toFile())
                        .start()
                        .waitFor();
        assertEquals(0, exit);
        List<String> top = new ArrayList<>();
        long distinct = 0;
        try (Stream<String> lines = Files.lines(counts, StandardCharsets.US_ASCII)) {
            for (String line : (Iterable<String>) lines::iterator) {
                if (distinct++ < 10) {
                    top.add(line.strip());
                }
            }
        }
        List<String> reported = new ArrayList<>();
        report.get("top").forEach(pair -> reported.add(pair.get(1) + " " + pair.get(0).asText()));
        assertEquals(top, reported);
        assertEquals(distinct, report.get("distinct").asLong());
        assertEquals(Files.size(file), report.get("bytes").asLong());
        assertEquals(lines(file), report.get("lines").asLong());
        assertEquals(2, report.get("processes").asInt());
        assertTrue(report.get("container").asText().startsWith("Apache Felix "));
        assertTrue(report.get("seconds").asDouble() >= 0);
        JsonNode channel = report.get("channels").get(0);
        assertEquals("lines", channel.get("name").asText());
        assertEquals("buffered", channel.get("kind").asText());
        assertEquals(channel.get("sends"), channel.get("recvs"));
        assertEquals(Files.size(file), channel.get("bytes_sent").asLong());
        assertEquals(Files.size(file), channel.get("bytes_recv").asLong());
    }

    private static long lines(Path file) throws IOException {
        long lines = 0;
        byte last = '\n';
        for (byte b : Files.readAllBytes(file)) {
            lines += b == '\n' ? 1 : 0;
            last = b;
        }
        return last == '\n' ? lines : lines + 1;
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text, StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"virtual-thread", "continuation", "jdk"})
    void aRealTextCountsAsCoreutilsDo(String switcher) throws Exception {
        Path text = folder.resolve("real text, größer.txt");
        try (OutputStream out = Files.newOutputStream(text);
                Stream<Path> files = Files.walk(KcoroProcess.ROOT.resolve("bundles"))) {
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                if (file.toString().endsWith(".java") || file.toString().endsWith(".md")) {
                    Files.copy(file, out);
                }
            }
        }
        JsonNode report = demo(text, Map.of("KCORO_SWITCHER", switcher));
        assertEquals(switcher, report.get("switcher").asText());
    }

    @Test
    void anEmptyFileHasZeroCounts() throws Exception {
        JsonNode report = demo(write("empty", ""), Map.of());
        assertEquals(0, report.get("distinct").asInt());
        assertEquals(0, report.get("lines").asInt());
    }

    @Test
    void bytesOfEveryKindSeparate() throws Exception {
        byte[] bytes = new byte[300_000];
        new Random(42).nextBytes(bytes);
        demo(Files.write(folder.resolve("binary"), bytes), Map.of());
    }

    @Test
    void aLastLineWithoutANewlineCounts() throws Exception {
        assertEquals(2, demo(write("unended", "one two\ntwo"), Map.of()).get("lines").asInt());
    }

    @Test
    void aWordAcrossTwoBlocksCountsOnce() throws Exception {
        // One line of three blocks; the cuts at 65,535 and 131,070 fall within words.
        JsonNode report = demo(write("long-line", "abcdefg ".repeat(20_000) + "\n"), Map.of());
        assertEquals(1, report.get("distinct").asInt());
        assertEquals(20_000, report.get("top").get(0).get(1).asInt());
        assertEquals(3, report.get("channels").get(0).get("sends").asInt());
    }

    @Test
    void aFileOfAHundredMegabytesGoesThroughTheDefaultHeap() throws Exception {
        Path file = folder.resolve("large");
        Random random = new Random(7);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (long written = 0; written < 100_000_000; ) {
                // Most words are few, as in any language; 200,000 distinct ones at most.
                int rank = (int) (200_000 * Math.pow(random.nextDouble(), 4));
                String word = word(rank);
                String separated = word + (random.nextInt(12) == 0 ? ".\n" : " ");
                out.write(separated.getBytes(StandardCharsets.US_ASCII));
                written += separated.length();
            }
        }
        JsonNode report = demo(file, Map.of());
        System.out.println("demo: 100 MB in " + report.get("seconds") + " s");
    }

    private static String word(int rank) {
        StringBuilder word = new StringBuilder();
        for (int rest = rank; rest > 0; rest /= 26) {
            word.append((char) ((rest % 2 == 0 ? 'a' : 'A') + rest % 26));
        }
        return word.append("q").toString();
    }

    @Test
    void standardInputIsFed() throws Exception {
        Path file = write("in", "to be or not to be\n");
        KcoroProcess demo =
                KcoroProcess.run(folder, Map.of(), file.toFile(), "demo", "-", "--json");
        assertEquals(0, demo.exitCode(), demo.errors());
        JsonNode report = new ObjectMapper().readTree(demo.output());
        assertEquals("-", report.get("input").asText());
        compare(file, report);
    }

    @Test
    void withoutAFileTheReadmeIsCountedAndShownToPeople() throws Exception {
        KcoroProcess demo = KcoroProcess.run(folder, Map.of(), "demo");
        assertEquals(0, demo.exitCode(), demo.errors());
        assertTrue(demo.output().contains("kcoro"), demo.output());
        assertTrue(demo.output().contains("lines"), demo.output());
        assertEquals("", demo.errors());
    }

    @Test
    void aFileThatIsMissingOrAFolderIsNamed() throws Exception {
        KcoroProcess missing = KcoroProcess.run(folder, Map.of(), "demo", "no such file");
        assertEquals(1, missing.exitCode());
        assertTrue(missing.errors().contains("no such file"), missing.errors());
        assertEquals("", missing.output());
        KcoroProcess directory = KcoroProcess.run(folder, Map.of(), "demo", folder.toString());
        assertEquals(1, directory.exitCode());
        assertTrue(directory.errors().contains(folder.toString()), directory.errors());
    }

    @Test
    void aSwitcherThatDoesNotExistIsNamed() throws Exception {
        KcoroProcess demo =
                KcoroProcess.run(
                        folder,
                        Map.of("KCORO_SWITCHER", "fibre"),
                        "demo",
                        write("x", "x").toString());
        assertEquals(1, demo.exitCode());
        assertTrue(demo.errors().contains("fibre"), demo.errors());
    }
}
