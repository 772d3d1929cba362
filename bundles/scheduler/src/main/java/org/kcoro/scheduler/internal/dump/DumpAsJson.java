// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal.dump;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

import org.kcoro.scheduler.CoroutineDump;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

/** Writes a dump for programs, by jackson-core, which need not be there otherwise. */
public final class DumpAsJson {

    private DumpAsJson() {}

    public static String render(CoroutineDump dump) {
        try {
            return Writer.write(dump);
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "a dump as JSON needs com.fasterxml.jackson.core:jackson-core; add it to the"
                            + " class path, or install it as a bundle",
                    e);
        }
    }

    /** Apart, so that the class above loads without the library. */
    private static final class Writer {

        static String write(CoroutineDump dump) {
            StringWriter text = new StringWriter();
            try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
                json.writeStartObject();
                json.writeStringField("scheduler", dump.scheduler());
                json.writeArrayFieldStart("coroutines");
                for (CoroutineDump.Entry entry : dump.coroutines()) {
                    write(json, entry);
                }
                json.writeEndArray();
                json.writeArrayFieldStart("deadlocks");
                for (List<CoroutineDump.Key> cycle : dump.deadlocks()) {
                    writeKeys(json, cycle);
                }
                json.writeEndArray();
                json.writeEndObject();
            } catch (IOException e) {
                throw new UncheckedIOException("a string cannot be written", e);
            }
            return text.toString();
        }

        private static void write(JsonGenerator json, CoroutineDump.Entry entry)
                throws IOException {
            json.writeStartObject();
            json.writeStringField("scheduler", entry.key().owner());
            json.writeNumberField("id", entry.key().id());
            json.writeStringField("name", entry.name());
            json.writeStringField("state", entry.state().name().toLowerCase(Locale.ROOT));
            if (entry.waitReason() != null) {
                json.writeObjectFieldStart("wait");
                json.writeStringField("kind", entry.waitReason().kind());
                json.writeStringField("label", entry.waitReason().label());
                json.writeBooleanField("definite", entry.waitReason().definite());
                json.writeFieldName("owners");
                writeKeys(json, entry.owners());
                json.writeEndObject();
            }
            json.writeArrayFieldStart("stack");
            for (StackTraceElement frame : entry.stack()) {
                json.writeString(frame.toString());
            }
            json.writeEndArray();
            json.writeEndObject();
        }

        private static void writeKeys(JsonGenerator json, List<CoroutineDump.Key> keys)
                throws IOException {
            json.writeStartArray();
            for (CoroutineDump.Key key : keys) {
                json.writeString(key.toString());
            }
            json.writeEndArray();
        }
    }
}
