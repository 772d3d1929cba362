// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kcoro.examples.Greetings;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The README shows the program that is compiled here, and it does what it says. */
@Timeout(60)
class ReadmeTest {

    private static final Path ROOT = Path.of("../..");
    private static final Path EXAMPLE =
            Path.of("src/examples/java/org/kcoro/examples/Greetings.java");

    private static String between(String text, String start, String end) {
        int from = text.indexOf(start) + start.length();
        return text.substring(from, text.indexOf(end, from));
    }

    @Test
    void theReadmeShowsTheExample() throws Exception {
        String example =
                between(Files.readString(EXAMPLE), "// tag::greetings[]\n", "        // end::");
        String shown = between(Files.readString(ROOT.resolve("README.md")), "```java\n", "```");
        assertEquals(example.stripTrailing().stripIndent() + "\n", shown);
    }

    @Test
    void theExampleGreets() throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (PrintStream captured = new PrintStream(output, true)) {
            System.setOut(captured);
            Greetings.main(new String[0]);
        } finally {
            System.setOut(before);
        }
        assertEquals("hello\ngoodbye\n", output.toString());
    }
}
