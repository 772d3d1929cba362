// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.examples;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;

import org.kcoro.Kcoro;
import org.kcoro.scheduler.CancellationToken;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Dispatcher;
import org.kcoro.scheduler.Mutex;
import org.kcoro.scheduler.Scope;

/** What the guide to coroutines shows. */
public final class Coroutines {

    private Coroutines() {}

    /** Runs all of it. */
    public static void main(String[] arguments) throws Exception {
        try (Kcoro kcoro = Kcoro.start()) {
            result(kcoro);
            scope(kcoro);
            timeout(kcoro);
            dispatchers(kcoro);
            mutex(kcoro);
            dump(kcoro);
        }
    }

    static void result(Kcoro kcoro) throws Exception {
        // tag::result[]
        Coroutine<Integer> sum = kcoro.launch("sum", () -> 40 + 2);
        System.out.println(sum.join());
        // end::result[]
    }

    static void scope(Kcoro kcoro) throws Exception {
        // tag::scope[]
        String page =
                Scope.run(
                        kcoro.scheduler(),
                        "page",
                        scope -> {
                            Coroutine<String> title = scope.launch("title", () -> "kcoro");
                            Coroutine<String> text = scope.launch("text", () -> "coroutines");
                            return title.join() + ": " + text.join();
                        });
        System.out.println(page);
        // end::scope[]
    }

    static void timeout(Kcoro kcoro) throws Exception {
        // tag::timeout[]
        try (CancellationToken token =
                kcoro.scheduler().timeout(null, Duration.ofMillis(10))) {
            token.call(
                    () -> {
                        Coroutine.sleep(Duration.ofHours(1));
                        return null;
                    });
        } catch (CancellationException e) {
            System.out.println(e.getMessage());
        }
        // end::timeout[]
    }

    static void dispatchers(Kcoro kcoro) throws Exception {
        // tag::dispatchers[]
        Dispatcher blocking = kcoro.scheduler().blocking();
        Path file = Files.createTempFile("kcoro", ".txt");
        Coroutine<Long> size =
                blocking.launch(
                        "write",
                        () -> {
                            Files.writeString(file, "four");
                            return Files.size(file);
                        });
        System.out.println(size.join());
        // end::dispatchers[]
        Files.delete(file);
    }

    static void mutex(Kcoro kcoro) throws Exception {
        int[] count = new int[1];
        // tag::mutex[]
        Mutex mutex = new Mutex("count");
        Scope.run(
                kcoro.scheduler(),
                "counters",
                scope -> {
                    for (int i = 0; i < 100; i++) {
                        scope.launch(
                                "counter",
                                () ->
                                        mutex.withLock(
                                                () -> {
                                                    int before = count[0];
                                                    Coroutine.yield();
                                                    return count[0] = before + 1;
                                                }));
                    }
                    return null;
                });
        System.out.println(count[0]);
        // end::mutex[]
    }

    static void dump(Kcoro kcoro) throws Exception {
        // tag::dump[]
        Mutex door = new Mutex("door");
        Coroutine<Void> keeper =
                kcoro.launch(
                        "keeper",
                        () -> {
                            door.lock();
                            Coroutine.sleep(Duration.ofHours(1));
                        });
        System.out.print(kcoro.scheduler().dump(false).toText());
        keeper.cancel();
        // end::dump[]
    }
}
