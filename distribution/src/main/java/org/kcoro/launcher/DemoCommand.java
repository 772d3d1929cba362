// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;

import org.osgi.framework.ServiceReference;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Counts words through the whole system: starts the container, finds the demo's command in its
 * service registry, calls it and prints the report.
 */
@Command(name = "demo")
final class DemoCommand implements Callable<Integer> {

    private static final String STANDARD_INPUT = "-";

    /** What stands for bytes that are no character. */
    private static final char UNKNOWN_CHARACTER = '\uFFFD';

    @Parameters(arity = "0..1", paramLabel = "FILE")
    private String file;

    @Option(names = "--json")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Path home = Environment.home();
        String given = file == null ? home.resolve("README.md").toString() : file;
        String input = STANDARD_INPUT;
        if (!given.equals(STANDARD_INPUT)) {
            requireName(given);
            input = Path.of(given).toAbsolutePath().toString();
            requireReadable(given);
        }
        Map<String, Object> report;
        try (CleanUp cleanUp = new CleanUp()) {
            Path folder = cleanUp.add(PrivateFolder::new).path();
            String socket = folder.resolve("kcoro.sock").toString();
            Map<String, String> settings =
                    Map.of(
                            "kcoro.socket",
                            socket,
                            "kcoro.demo.folder",
                            folder.toString(),
                            "kcoro.demo.input",
                            input);
            Container container =
                    cleanUp.add(() -> Container.start(home, folder.resolve("framework"), settings));
            report = new LinkedHashMap<>();
            report.put("input", given);
            report.putAll(count(container, socket));
            report.put("container", container.name());
        }
        Report.print(report, json, System.out);
        return Main.DONE;
    }

    private Map<String, Object> count(Container container, String socket) throws Exception {
        ServiceReference<?> reference = command(container, socket);
        // The service's contract, in terms of the JDK alone.
        @SuppressWarnings("unchecked")
        Callable<Map<String, Object>> demo =
                (Callable<Map<String, Object>>) container.service(reference);
        LongSupplier progress = (LongSupplier) reference.getProperty("kcoro.progress");
        return ProgressView.during(demo, progress, size());
    }

    private static ServiceReference<?> command(Container container, String socket)
            throws IOException, InterruptedException {
        try {
            return container.await(Callable.class.getName(), "(kcoro.command=demo)");
        } catch (IOException e) {
            if (e.getMessage().contains(socket)) {
                // Where it is was not the user's choice.
                throw new IOException(
                        e.getMessage()
                                + "; for the demo choose another temporary folder by"
                                + " KCORO_JAVA_OPTS=-Djava.io.tmpdir=…",
                        e);
            }
            throw e;
        }
    }

    /** The size of the input in bytes, or -1 when it is not known beforehand. */
    private long size() throws IOException {
        if (file == null || file.equals(STANDARD_INPUT) || !Files.isRegularFile(Path.of(file))) {
            return -1;
        }
        return Files.size(Path.of(file));
    }

    /** A name of bytes that the locale does not know has lost them on its way into the JVM. */
    private static void requireName(String given) throws IOException {
        if (given.indexOf(UNKNOWN_CHARACTER) >= 0) {
            throw new IOException(
                    "the name "
                            + given
                            + " is not written in the character set of the locale, "
                            + System.getProperty("sun.jnu.encoding")
                            + "; rename the file, or feed it: kcoro demo - <FILE");
        }
    }

    private static void requireReadable(String given) throws IOException {
        Path path = Path.of(given);
        if (!Files.exists(path)) {
            throw new IOException("there is no file " + given + "; give the path of a text file");
        }
        if (Files.isDirectory(path)) {
            throw new IOException(given + " is a folder; give the path of a text file");
        }
        if (!Files.isReadable(path)) {
            throw new IOException(
                    given + " cannot be read: permission denied; choose another file or its owner");
        }
    }
}
