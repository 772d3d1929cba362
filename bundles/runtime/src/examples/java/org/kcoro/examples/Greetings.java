// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.examples;

import org.kcoro.Kcoro;
import org.kcoro.channels.Channel;

/** The program of the README. */
public final class Greetings {

    private Greetings() {}

    /** Runs it. */
    public static void main(String[] arguments) throws InterruptedException {
        // tag::greetings[]
        try (Kcoro kcoro = Kcoro.start()) {
            Channel<String> greetings = Channel.rendezvous("greetings");
            kcoro.launch(
                    "greeter",
                    () -> {
                        greetings.send("hello");
                        greetings.send("goodbye");
                        greetings.close();
                    });
            for (String g; (g = greetings.receiveOrClosed()) != null; ) {
                System.out.println(g);
            }
        }
        // end::greetings[]
    }
}
