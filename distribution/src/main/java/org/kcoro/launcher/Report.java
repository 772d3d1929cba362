// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

/** Prints the report of the demo, for programs or for people. */
final class Report {

    /** Letters of a word that a table shows. */
    private static final int WORD_WIDTH = 60;

    private Report() {}

    static void print(Map<String, Object> report, boolean json, PrintStream output)
            throws IOException {
        output.print(json ? json(report) : table(report));
        requireWritten(output, "the report could not be written to standard output");
    }

    /**
     * Makes sure that all that was printed has left this process.
     *
     * @param failure what to say when it has not
     * @throws IOException when it could not be written
     */
    static void requireWritten(PrintStream output, String failure) throws IOException {
        if (output.checkError()) {
            throw new IOException(failure + "; is it closed, or its disk full?");
        }
    }

    /** One JSON object and a newline. */
    static String json(Map<String, Object> report) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
            write(generator, report);
        }
        return text + "\n";
    }

    private static void write(JsonGenerator generator, Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            generator.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                generator.writeFieldName(entry.getKey().toString());
                write(generator, entry.getValue());
            }
            generator.writeEndObject();
        } else if (value instanceof List<?> list) {
            generator.writeStartArray();
            for (Object element : list) {
                write(generator, element);
            }
            generator.writeEndArray();
        } else if (value instanceof Double number) {
            generator.writeNumber(number);
        } else if (value instanceof Number number) {
            generator.writeNumber(number.longValue());
        } else {
            generator.writeString(String.valueOf(value));
        }
    }

    /** A few lines for people. */
    static String table(Map<String, Object> report) {
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                        Locale.ROOT,
                        "%s: %d bytes, %d lines, %d distinct words, in %.2f s%n%n",
                        report.get("input"),
                        report.get("bytes"),
                        report.get("lines"),
                        report.get("distinct"),
                        report.get("seconds")));
        for (Object pair : (List<?>) report.get("top")) {
            List<?> word = (List<?>) pair;
            text.append(
                    String.format(Locale.ROOT, "%12d  %s%n", word.get(1), shortened(word.get(0))));
        }
        text.append(
                String.format(
                        Locale.ROOT,
                        "%n%-8s %-11s %9s %12s%n",
                        "channel",
                        "kind",
                        "elements",
                        "bytes"));
        for (Object element : (List<?>) report.get("channels")) {
            Map<?, ?> channel = (Map<?, ?>) element;
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%-8s %-11s %9d %12d%n",
                            channel.get("name"),
                            channel.get("kind"),
                            channel.get("recvs"),
                            channel.get("bytes_recv")));
        }
        text.append(
                String.format(
                        Locale.ROOT,
                        "%n%d processes, %s, switcher %s%n",
                        report.get("processes"),
                        report.get("container"),
                        report.get("switcher")));
        return text.toString();
    }

    /** A word that fits a line. */
    private static String shortened(Object word) {
        String text = word.toString();
        return text.length() <= WORD_WIDTH
                ? text
                : text.substring(0, WORD_WIDTH) + "… (" + text.length() + " letters)";
    }
}
