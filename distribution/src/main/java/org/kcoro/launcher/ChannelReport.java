// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.kcoro.channels.ChannelSnapshot;
import org.kcoro.ipc.RemoteChannelInfo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

/** Channels of a server, for a person or as JSON. */
final class ChannelReport {

    private ChannelReport() {}

    /** All fields of a channel, in their order. */
    static Map<String, Object> fields(RemoteChannelInfo info) {
        ChannelSnapshot snapshot = info.snapshot();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", snapshot.name());
        fields.put("id", info.id());
        fields.put("kind", snapshot.kind().label());
        fields.put("capacity", snapshot.capacity());
        fields.put("elem_sz", info.elementSize());
        fields.put("depth", snapshot.depth());
        fields.put("closed", snapshot.closed());
        fields.put("sends", snapshot.sends());
        fields.put("recvs", snapshot.recvs());
        fields.put("bytes_sent", snapshot.bytesSent());
        fields.put("bytes_recv", snapshot.bytesRecv());
        fields.put("first_op_time_ns", snapshot.firstOpNanos());
        fields.put("last_op_time_ns", snapshot.lastOpNanos());
        fields.put("send_eagain", snapshot.sendEagain());
        fields.put("send_etime", snapshot.sendEtime());
        fields.put("send_epipe", snapshot.sendEpipe());
        fields.put("recv_eagain", snapshot.recvEagain());
        fields.put("recv_etime", snapshot.recvEtime());
        fields.put("recv_epipe", snapshot.recvEpipe());
        fields.put("cancelled", snapshot.cancelled());
        fields.put("dropped", snapshot.dropped());
        fields.put("undelivered", snapshot.undelivered());
        fields.put("reserved", snapshot.reserved());
        fields.put("rv_matches", snapshot.rvMatches());
        fields.put("rv_cancels", snapshot.rvCancels());
        fields.put("waiting_senders", snapshot.waitingSenders());
        fields.put("waiting_receivers", snapshot.waitingReceivers());
        return fields;
    }

    /** Prints an array of channels. */
    static void printAllAsJson(List<RemoteChannelInfo> channels, PrintStream output)
            throws IOException {
        printJson(
                output,
                json -> {
                    json.writeStartArray();
                    for (RemoteChannelInfo each : channels) {
                        write(each, json);
                    }
                    json.writeEndArray();
                });
    }

    /** Prints an object with a channel. */
    static void printAsJson(RemoteChannelInfo channel, PrintStream output) throws IOException {
        printJson(output, json -> write(channel, json));
    }

    private interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    private static void printJson(PrintStream output, Writing writing) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            writing.to(json);
        }
        output.println(text);
    }

    private static void write(RemoteChannelInfo channel, JsonGenerator json) throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, Object> field : fields(channel).entrySet()) {
            json.writeFieldName(field.getKey());
            if (field.getValue() instanceof String text) {
                json.writeString(text);
            } else if (field.getValue() instanceof Boolean truth) {
                json.writeBoolean(truth);
            } else {
                json.writeNumber(((Number) field.getValue()).longValue());
            }
        }
        json.writeEndObject();
    }

    /** Prints a table of channels. */
    static void printTable(List<RemoteChannelInfo> channels, PrintStream output) {
        output.printf(
                "%-24s %6s %-10s %8s %8s %12s %12s%n",
                "NAME", "ID", "KIND", "CAPACITY", "DEPTH", "SENDS", "RECVS");
        for (RemoteChannelInfo each : channels) {
            ChannelSnapshot snapshot = each.snapshot();
            output.printf(
                    "%-24s %6d %-10s %8s %8d %12d %12d%s%n",
                    snapshot.name(),
                    each.id(),
                    snapshot.kind().label(),
                    snapshot.capacity() == Integer.MAX_VALUE ? "-" : snapshot.capacity() + "",
                    snapshot.depth(),
                    snapshot.sends(),
                    snapshot.recvs(),
                    snapshot.closed() ? " closed" : "");
        }
    }

    /** Prints all fields of a channel, a line each. */
    static void printFields(RemoteChannelInfo channel, PrintStream output) {
        fields(channel).forEach((name, value) -> output.printf("%-18s %s%n", name, value));
    }

    /**
     * Makes sure that a report has left this process.
     *
     * @throws IOException when it could not be written
     */
    static void requireWritten(PrintStream output) throws IOException {
        Report.requireWritten(output, "standard output cannot be written");
    }
}
