// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.adapter.host;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kcoro.adapter.Adapter;
import org.kcoro.adapter.AdapterContext;
import org.kcoro.channels.Channel;
import org.kcoro.scheduler.Scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AdapterHostTest {

    private final Scheduler scheduler = Scheduler.builder().workers(2).build();
    private final AdapterHost host = new AdapterHost(scheduler);

    @AfterEach
    void stop() {
        host.close();
        scheduler.close();
    }

    private interface Body {
        void run(AdapterContext context) throws Exception;
    }

    private static Adapter adapter(Body body) {
        return new Adapter() {
            @Override
            public String name() {
                return "test";
            }

            @Override
            public void run(AdapterContext context) throws Exception {
                body.run(context);
            }
        };
    }

    @Test
    void runsAnAdapterInACoroutine() throws Exception {
        CompletableFuture<String> name = new CompletableFuture<>();
        host.start(
                adapter(context -> name.complete(org.kcoro.scheduler.Coroutine.current().name())));
        assertEquals("adapter-test", name.get());
    }

    @Test
    void stopCancelsTheAdapterWithItsCoroutinesAndWaitsForThem() throws Exception {
        Channel<String> never = Channel.rendezvous("never");
        CompletableFuture<Void> running = new CompletableFuture<>();
        List<String> ended = new CopyOnWriteArrayList<>();
        Adapter adapter =
                adapter(
                        context -> {
                            context.launch("child", () -> receiveOn(never, "child", ended));
                            running.complete(null);
                            receiveOn(never, "adapter", ended);
                        });
        host.start(adapter);
        running.get();
        host.stop(adapter);
        assertEquals(List.of("adapter", "child"), ended.stream().sorted().toList());
        assertEquals(List.of(), scheduler.liveCoroutines());
    }

    private static void receiveOn(Channel<String> channel, String who, List<String> ended)
            throws InterruptedException {
        try {
            channel.receive();
        } catch (CancellationException e) {
            ended.add(who);
            throw e;
        }
    }

    @Test
    void anAdapterThatEndsTakesItsCoroutinesAlong() throws Exception {
        Channel<String> never = Channel.rendezvous("never");
        CompletableFuture<AdapterContext> left = new CompletableFuture<>();
        List<String> ended = new CopyOnWriteArrayList<>();
        Adapter adapter =
                adapter(
                        context -> {
                            context.launch("child", () -> receiveOn(never, "child", ended));
                            left.complete(context);
                        });
        host.start(adapter);
        AdapterContext context = left.get();
        host.stop(adapter);
        assertEquals(List.of("child"), ended);
        String message =
                assertThrows(IllegalStateException.class, () -> context.launch("late", () -> {}))
                        .getMessage();
        assertTrue(message.contains("test") && message.contains("late"), message);
    }

    @Test
    void anAdapterThatFailsHarmsNobody() throws Exception {
        Adapter failing =
                adapter(
                        context -> {
                            throw new StackOverflowError("planted");
                        });
        host.start(failing);
        host.stop(failing);
        CompletableFuture<Void> ran = new CompletableFuture<>();
        host.start(adapter(context -> ran.complete(null)));
        ran.get();
    }

    @Test
    void aSecondStartIsRefused() {
        Adapter adapter = adapter(context -> {});
        host.start(adapter);
        assertThrows(IllegalStateException.class, () -> host.start(adapter));
    }
}
