// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Every snippet of the documentation in Java or C is a tagged part of an example that is compiled.
 */
class SnippetsTest {

    private static final Path ROOT = Path.of("../..");
    private static final Pattern CODE = Pattern.compile("```(java|c)\n");
    private static final Pattern SNIPPET =
            Pattern.compile("<!-- (\\S+)#(\\S+) -->\n```(?:java|c)\n(.*?)```", Pattern.DOTALL);

    /** What is wrong with the snippets of a page. */
    private static List<String> check(Path root, String page) throws IOException {
        List<String> wrong = new ArrayList<>();
        Matcher snippet = SNIPPET.matcher(page);
        int named = 0;
        while (snippet.find()) {
            named++;
            String source = Files.readString(root.resolve(snippet.group(1)));
            String expected = tagged(source, snippet.group(2));
            if (!expected.equals(snippet.group(3))) {
                wrong.add(snippet.group(1) + "#" + snippet.group(2) + " is\n" + expected);
            }
        }
        long all = CODE.matcher(page).results().count();
        if (all != named) {
            wrong.add(all - named + " snippets do not name their example");
        }
        return wrong;
    }

    private static String tagged(String source, String tag) {
        Matcher part =
                Pattern.compile(
                                "// tag::" + tag + "\\[\\]\n(.*?)\n *// end::" + tag + "\\[\\]",
                                Pattern.DOTALL)
                        .matcher(source);
        return part.find() ? part.group(1).stripIndent() + "\n" : "missing";
    }

    @Test
    void everySnippetIsWhatIsCompiled() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            docs.filter(page -> page.toString().endsWith(".md")).forEach(pages::add);
        }
        assertTrue(pages.size() > 5, pages::toString);
        for (Path page : pages) {
            assertEquals(List.of(), check(ROOT, Files.readString(page)), page::toString);
        }
    }

    @Test
    void aSnippetThatDiffersIsFound() throws IOException {
        String example = "bundles/runtime/src/examples/java/org/kcoro/examples/Greetings.java";
        String page = "<!-- " + example + "#greetings -->\n```java\nanother\n```\n";
        assertEquals(1, check(ROOT, page).size());
        assertEquals(1, check(ROOT, "```java\nnameless\n```\n").size());
        assertEquals(1, check(ROOT, "```c\nnameless\n```\n").size());
    }
}
