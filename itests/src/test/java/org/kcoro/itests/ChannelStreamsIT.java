// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kcoro.channels.ChannelKind;
import org.kcoro.ipc.IpcClient;
import org.kcoro.ipc.IpcServer;
import org.kcoro.ipc.PipelinedSender;
import org.kcoro.ipc.RemoteChannel;
import org.kcoro.ipc.Transport;
import org.kcoro.scheduler.Scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the commands of channels do with their streams: odd input, failing output, signals. */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChannelStreamsIT {

    @TempDir static Path folder;

    private static KcoroServer server;
    private static Scheduler scheduler;
    private static IpcClient client;

    @BeforeAll
    static void start() throws Exception {
        server = KcoroServer.start(folder, environment(), KcoroProcess.command(List.of(), "serve"));
        scheduler = Scheduler.builder().workers(1).build();
        client = IpcClient.connect(scheduler, Transport.unixStream(), folder.resolve("s"));
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        scheduler.close();
        server.close();
    }

    private static Map<String, String> environment() {
        return Map.of("KCORO_SOCKET", folder.resolve("s").toString());
    }

    private static KcoroProcess run(File input, String... arguments) throws Exception {
        return KcoroProcess.run(folder, environment(), input, arguments);
    }

    private static File input(String text) throws IOException {
        Path file = Files.createTempFile(folder, "input", null);
        return Files.writeString(file, text).toFile();
    }

    private static RemoteChannel open(String name) throws Exception {
        return client.openChannel(name, ChannelKind.UNLIMITED, 0, IpcServer.VARIABLE_SIZE);
    }

    /** Sends 0, 1 and so on, as lines of text. */
    private static List<String> fill(RemoteChannel channel, int count) throws Exception {
        List<String> numbers = IntStream.range(0, count).mapToObj(Integer::toString).toList();
        PipelinedSender sender = channel.pipelinedSender(64);
        for (String each : numbers) {
            sender.send(each.getBytes(StandardCharsets.UTF_8));
        }
        sender.flush();
        return numbers;
    }

    /** What a channel still holds. It is closed, so that each receive waits for its answer. */
    private static List<String> rest(RemoteChannel channel) throws Exception {
        channel.close();
        List<String> rest = new ArrayList<>();
        for (byte[] next = channel.receiveOrClosed();
                next != null;
                next = channel.receiveOrClosed()) {
            rest.add(new String(next, StandardCharsets.UTF_8));
        }
        return rest;
    }

    private static Process begin(Path output, String... arguments) throws IOException {
        return KcoroProcess.builder(
                        folder,
                        environment(),
                        KcoroProcess.command(KcoroProcess.INTERRUPTIBLE, arguments))
                .redirectOutput(output.toFile())
                .start();
    }

    private static void signal(Process process, String signal) throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                        .start()
                        .waitFor());
    }

    private static String errors(Process process) throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({"INT,130", "TERM,143"})
    void aReceiverThatIsEndedHasPrintedWhatItTook(String signal, int exitCode) throws Exception {
        RemoteChannel channel = open("ended " + signal);
        List<String> sent = fill(channel, 20_000);
        Path output = folder.resolve("ended" + signal);
        Process receiver = begin(output, "recv", "ended " + signal);
        while (channel.snapshot().recvs() < 500) {
            assertTrue(receiver.isAlive());
        }
        signal(receiver, signal);
        assertEquals(exitCode, receiver.waitFor(), () -> "the receiver of " + signal);
        assertEquals("", errors(receiver));
        List<String> all = new ArrayList<>(Files.readAllLines(output));
        all.addAll(rest(channel));
        assertEquals(sent, all);
    }

    @Test
    void aReceiverThatCannotPrintSaysHowManyItTook() throws Exception {
        RemoteChannel channel = open("unread");
        fill(channel, 1_000);
        Process receiver =
                KcoroProcess.builder(
                                folder,
                                environment(),
                                KcoroProcess.command(List.of(), "recv", "unread"))
                        .start();
        receiver.getInputStream().close();
        String errors = errors(receiver);
        assertEquals(1, receiver.waitFor(), errors);
        Matcher lost =
                Pattern.compile(
                                "standard output cannot be written.*up to (\\d+) elements of channel"
                                        + " unread ")
                        .matcher(errors);
        assertTrue(lost.find(), errors);
        assertEquals(1_000, Integer.parseInt(lost.group(1)) + rest(channel).size());
    }

    @Test
    void aReaderOfTheFirstLineGetsIt() throws Exception {
        fill(open("first"), 10);
        Process pipe =
                KcoroProcess.builder(
                                folder,
                                environment(),
                                KcoroProcess.command(
                                        List.of("sh", "-c", "\"$@\" | head -1", "sh"),
                                        "recv",
                                        "first",
                                        "--count",
                                        "10"))
                        .start();
        assertEquals("0\n", new String(pipe.getInputStream().readAllBytes()));
        assertEquals(0, pipe.waitFor());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ls", "ls --json", "stats full", "recv full --count 1"})
    void anOutputWithoutSpaceIsNamed(String line) throws Exception {
        fill(open("full"), 1);
        Process process = begin(Path.of("/dev/full"), line.split(" "));
        String errors = errors(process);
        assertEquals(1, process.waitFor(), errors);
        assertTrue(errors.contains("standard output cannot be written"), errors);
    }

    @Test
    void linesMayBeEmptyHoldAnyByteAndLackTheirLastEnd() throws Exception {
        String name = "größe mit blank";
        Map<String, String> ascii = new HashMap<>(environment());
        ascii.put("LC_ALL", "C");
        File lines = input("a\n\nb\0c\r\n \nlast");
        KcoroProcess sent = KcoroProcess.run(folder, ascii, lines, "send", name);
        assertEquals(0, sent.exitCode(), sent.errors());
        assertEquals(5, client.openChannel(name).snapshot().depth());
        KcoroProcess received = KcoroProcess.run(folder, ascii, "recv", name, "--count", "5");
        assertEquals("a\n\nb\0c\r\n \nlast\n", received.output());
        assertTrue(KcoroProcess.run(folder, ascii, "ls").output().contains(name));
    }

    @Test
    void whatStandsBeforeALineThatIsTooLongIsSent() throws Exception {
        File lines = input("one\ntwo\n" + "x".repeat(65_536) + "\nthree\n");
        KcoroProcess process = run(lines, "send", "long lines");
        assertEquals(1, process.exitCode());
        assertTrue(process.errors().contains("line 3 of the input"), process.errors());
        assertEquals(List.of("one", "two"), rest(client.openChannel("long lines")));
    }

    @Test
    void whatStandsBeforeARecordOfAnotherLengthIsSent() throws Exception {
        KcoroProcess process = run(input("abcd\nabc\nefgh\n"), "send", "fours", "--elem-size", "4");
        assertEquals(1, process.exitCode());
        for (String part : List.of("3 bytes", "channel fours", "elements of 4")) {
            assertTrue(process.errors().contains(part), process.errors());
        }
        assertEquals(List.of("abcd"), rest(client.openChannel("fours")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "recv q --count -1",
                "send q --capacity -1",
                "send q --elem-size 65536",
                "recv q --elem-size -1",
                "recv q --kind round",
                "recv q --format xml",
                "close",
                "ls q",
                "stats q --loud"
            })
    void whatIsNoUseIsSaidWithTwo(String line) throws Exception {
        KcoroProcess process = run(input(""), line.split(" "));
        assertEquals(2, process.exitCode(), process.errors());
        assertEquals("", process.output());
        assertTrue(process.errors().contains("--help"), process.errors());
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "serve", "send", "recv", "ls", "stats", "close"})
    void eachCommandHelps(String command) throws Exception {
        KcoroProcess help = run(input(""), command, "--help");
        assertEquals(0, help.exitCode());
        assertEquals("", help.errors());
        assertTrue(help.output().startsWith("Usage: kcoro " + command), help.output());
        assertEquals(help.output(), run(input(""), "help", command).output());
    }

    @Test
    void aSocketPathThatIsTooLongNamesTheLimit() throws Exception {
        KcoroProcess process = run(input(""), "ls", "--socket", "/" + "x".repeat(107));
        assertEquals(1, process.exitCode());
        assertTrue(process.errors().contains("at most 107"), process.errors());
    }

    @Test
    void aReceiverWhoseServerIsKilledFails() throws Exception {
        Path socket = folder.resolve("other");
        try (KcoroServer other =
                KcoroServer.start(
                        folder,
                        Map.of("KCORO_SOCKET", socket.toString()),
                        KcoroProcess.command(List.of(), "serve"))) {
            Process receiver =
                    begin(folder.resolve("none"), "recv", "jobs", "--socket", socket.toString());
            try (IpcClient looking = IpcClient.connect(scheduler, Transport.unixStream(), socket)) {
                while (looking.listChannels().stream()
                        .noneMatch(each -> each.snapshot().waitingReceivers() > 0)) {
                    assertTrue(receiver.isAlive());
                }
            }
            assertEquals(137, other.end("KILL"));
            String errors = errors(receiver);
            assertEquals(1, receiver.waitFor(), errors);
            assertTrue(errors.contains(socket.toString()), errors);
            // What it has left is no hindrance.
            try (KcoroServer next =
                    KcoroServer.start(
                            folder,
                            Map.of("KCORO_SOCKET", socket.toString()),
                            KcoroProcess.command(List.of(), "serve"))) {
                assertTrue(KcoroServer.answers(socket));
                assertEquals(143, next.end("TERM"));
            }
        }
    }
}
