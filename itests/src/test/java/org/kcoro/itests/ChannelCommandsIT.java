// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kcoro.channels.ChannelKind;
import org.kcoro.ipc.IpcClient;
import org.kcoro.ipc.RemoteChannel;
import org.kcoro.ipc.Transport;
import org.kcoro.scheduler.Scheduler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Channels from the shell: send, recv, ls, stats and close on a server of its own. */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChannelCommandsIT {

    @TempDir static Path folder;

    private static Path socket;
    private static KcoroServer server;

    @BeforeAll
    static void start() throws IOException {
        socket = folder.resolve("s");
        server =
                KcoroServer.start(
                        folder,
                        environment(),
                        KcoroProcess.command(
                                List.of(), "serve", "--transport", "unix-stream,unix-seqpacket"));
    }

    @AfterAll
    static void stop() throws Exception {
        try (KcoroServer ended = server) {
            assertEquals(143, ended.end("TERM"));
            assertFalse(Files.exists(socket));
            assertFalse(Files.exists(seqpacket()));
        }
    }

    private static Map<String, String> environment() {
        return Map.of("KCORO_SOCKET", socket.toString());
    }

    private KcoroProcess run(String... arguments) throws Exception {
        return KcoroProcess.run(folder, environment(), arguments);
    }

    private String done(String... arguments) throws Exception {
        KcoroProcess process = run(arguments);
        assertEquals(0, process.exitCode(), process.errors());
        return process.output();
    }

    private Process begin(Path output, List<String> runner, String... arguments)
            throws IOException {
        return KcoroProcess.builder(folder, environment(), KcoroProcess.command(runner, arguments))
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void everyLineIsReceivedOnceByOneOfThree() throws Exception {
        List<String> lines = IntStream.range(0, 5_000).mapToObj(i -> "line " + i).toList();
        Path file = Files.write(folder.resolve("lines"), lines);
        List<Process> receivers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            receivers.add(begin(folder.resolve("out" + i), List.of(), "recv", "jobs"));
        }
        assertEquals("", done("send", "jobs", file.toString()));
        String stats = done("stats", "jobs", "--json");
        assertTrue(stats.contains("\"sends\":5000,"), stats);
        assertEquals("", done("close", "jobs"));
        List<String> received = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            assertEquals(0, receivers.get(i).waitFor());
            received.addAll(Files.readAllLines(folder.resolve("out" + i)));
        }
        assertEquals(lines.stream().sorted().toList(), received.stream().sorted().toList());
    }

    @Test
    void listsAndCountersAndWhatIsNotThere() throws Exception {
        Path records = Files.write(folder.resolve("records"), new byte[] {0, 0, 0, 2, 1, 2});
        done("send", "raw", records.toString(), "--format", "u32", "--kind", "unlimited");
        String list = done("ls", "--json");
        assertTrue(list.startsWith("[{\"name\":\""), list);
        assertTrue(list.contains(",\"kind\":\"unlimited\",\"capacity\":2147483647,"), list);
        assertTrue(done("ls").contains("raw"));
        assertTrue(done("stats", "raw").contains("bytes_sent         2"));
        Path output = folder.resolve("received");
        Process receiver =
                begin(output, List.of(), "recv", "raw", "--count", "1", "--format", "u32");
        assertEquals(0, receiver.waitFor());
        assertArrayEquals(Files.readAllBytes(records), Files.readAllBytes(output));
        KcoroProcess nobody = run("stats", "nobody");
        assertEquals(1, nobody.exitCode());
        assertTrue(nobody.errors().contains("'nobody'"), nobody.errors());
        KcoroProcess nowhere = run("ls", "--socket", folder.resolve("nowhere").toString());
        assertEquals(1, nowhere.exitCode());
        assertTrue(nowhere.errors().contains("is the server running?"), nowhere.errors());
    }

    @Test
    void aReceiverThatIsInterruptedTakesNothingAlong() throws Exception {
        Path output = folder.resolve("received");
        Process receiver = begin(output, KcoroProcess.INTERRUPTIBLE, "recv", "rare");
        try (Scheduler scheduler = Scheduler.builder().workers(1).build();
                IpcClient client =
                        IpcClient.connect(scheduler, Transport.unixSeqpacket(), seqpacket())) {
            RemoteChannel jobs = client.openChannel("rare", ChannelKind.RENDEZVOUS, 0, 0);
            // Taken by the receiver, which waits for more then.
            jobs.send(new byte[] {'x'});
            new ProcessBuilder("kill", "-INT", Long.toString(receiver.pid())).start().waitFor();
            assertEquals(130, receiver.waitFor());
            assertTrue(jobs.info().snapshot().recvs() <= 1);
        }
    }

    private static Path seqpacket() {
        return Path.of(socket + ".unix-seqpacket");
    }

    @Test
    void timeoutsHoldWhileTheServerIsStopped() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().workers(2).build();
                IpcClient client = IpcClient.connect(scheduler, Transport.unixStream(), socket);
                IpcClient packets =
                        IpcClient.connect(scheduler, Transport.unixSeqpacket(), seqpacket())) {
            RemoteChannel jobs = client.openChannel("held", ChannelKind.BUFFERED, 4, 0);
            RemoteChannel same = packets.openChannel("held");
            server.signal("STOP");
            assertNull(jobs.receive(Duration.ofMillis(20)));
            assertNull(same.receive(Duration.ofMillis(20)));
            server.signal("CONT");
            // Either may be taken by a receive that has ended, and is then its client's.
            jobs.send(new byte[] {'x'});
            jobs.send(new byte[] {'x'});
            assertEquals(1, jobs.receive().length);
            assertEquals(1, same.receive().length);
        }
    }

    @Test
    void aClientTakesItsClassesFromTheArchive() throws Exception {
        Path loaded = folder.resolve("loaded");
        Map<String, String> logging =
                Map.of(
                        "KCORO_SOCKET",
                        socket.toString(),
                        "KCORO_JAVA_OPTS",
                        "-Xmx48m -XX:+UseSerialGC -Xlog:class+load:file=" + loaded);
        KcoroProcess process = KcoroProcess.run(folder, logging, "ls");
        assertEquals(0, process.exitCode(), process.errors());
        assertTrue(
                Files.readString(loaded).contains("org.kcoro.Kcoro source: shared objects file"),
                "bin/kcoro and the distribution's pom say how it is made");
    }
}
