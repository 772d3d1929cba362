// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kcoro.channels.FlyweightChannel;
import org.kcoro.fixtures.CBodies;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.NativeCall;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.switcher.NativeCoroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * C code that allocates, sends, receives and releases payloads; no lease is left, whatever ends it.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NativePayloadsTest {

    private static final CBodies BODIES = CBodies.of("payloads");

    private final Arena arena = Arena.ofShared();
    private final Regions regions = Regions.create();
    private final PoolRegion pool = regions.pool("blocks").blocks(128, 8).build();
    private NativeCoroutines coroutines;

    @BeforeEach
    void open() {
        BODIES.library();
        coroutines = NativeCoroutines.builder().build();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        if (coroutines != null) {
            assertEquals(0, coroutines.counters().open());
            coroutines.close();
        }
        regions.unregister(pool, Duration.ZERO);
        arena.close();
    }

    private static FlyweightChannel<Descriptor> channel(String name) {
        return Descriptor.channel(name, builder -> builder.buffered(4));
    }

    private NativeCall call(
            String body,
            FlyweightChannel<Descriptor> in,
            FlyweightChannel<Descriptor> out,
            long count) {
        NativeCall.Builder builder =
                NativeCall.builder(coroutines, BODIES.function(body))
                        .handler(NativePayloads.handler());
        MemorySegment pipe = arena.allocate(ValueLayout.JAVA_LONG, 4);
        pipe.setAtIndex(ValueLayout.JAVA_LONG, 0, builder.attach(pool));
        pipe.setAtIndex(ValueLayout.JAVA_LONG, 1, in == null ? 0 : builder.attach(in));
        pipe.setAtIndex(ValueLayout.JAVA_LONG, 2, out == null ? 0 : builder.attach(out));
        pipe.setAtIndex(ValueLayout.JAVA_LONG, 3, count);
        return builder.argument(pipe).build();
    }

    @ParameterizedTest
    @CsvSource({"virtual-thread, 1", "virtual-thread, 8", "continuation, 2", "jdk, 2"})
    void fromCThroughCToJava(String switcher, int workers) throws Exception {
        int count = 2_000;
        FlyweightChannel<Descriptor> numbers = channel("numbers");
        FlyweightChannel<Descriptor> doubled = channel("doubled");
        try (Scheduler scheduler =
                Scheduler.builder().switcher(switcher).workers(workers).build()) {
            Coroutine<Long> produces = call("produces", null, numbers, count).launch(scheduler);
            Coroutine<Long> doubles = call("doubles", numbers, doubled, 0).launch(scheduler);
            produces.whenDone(numbers::close);
            doubles.whenDone(doubled::close);
            Coroutine<Integer> receives =
                    scheduler.launch(
                            "receives",
                            () -> {
                                Descriptor payload = new Descriptor();
                                int received = 0;
                                for (; doubled.receiveIntoOrClosed(payload); received++) {
                                    assertEquals(2L * received, payload.getLong(0));
                                    assertEquals(received, payload.getLong(100 - Long.BYTES));
                                    payload.close();
                                }
                                return received;
                            });
            assertEquals(count, receives.join());
            assertEquals(count, produces.join());
            assertEquals(count, doubles.join());
        }
    }

    @Test
    void aClosedChannelIsAnAnswer() throws Exception {
        FlyweightChannel<Descriptor> numbers = channel("numbers");
        try (Scheduler scheduler = Scheduler.builder().workers(1).build()) {
            Coroutine<Long> produces = call("produces", null, numbers, 100).launch(scheduler);
            scheduler.launch("others", () -> {}).join();
            numbers.close();
            assertEquals(-4, produces.join());
            numbers.cancel(null);
        }
    }

    @Test
    void whatItOwnsWhenItIsCancelledGoesBack() throws Exception {
        FlyweightChannel<Descriptor> numbers = channel("numbers");
        try (Scheduler scheduler = Scheduler.builder().workers(1).build()) {
            Coroutine<Long> hoards = call("hoards", numbers, null, 0).launch(scheduler);
            assertEquals(6, call("produces", null, numbers, 6).launch(scheduler).join());
            scheduler.launch("others", () -> Coroutine.yield()).join();
            hoards.cancel();
            assertThrows(CancellationException.class, hoards::join);
            numbers.cancel(null);
        }
    }

    @ParameterizedTest
    @CsvSource({"releases, does not own", "loses, would lose lease 1"})
    void aMistakeIsNamed(String body, String words) {
        try (Scheduler scheduler = Scheduler.builder().workers(1).build()) {
            Coroutine<Long> mistaken = call(body, null, null, 0).launch(scheduler);
            String message =
                    assertThrows(ExecutionException.class, mistaken::join).getCause().getMessage();
            assertTrue(message.contains(body) && message.contains(words), message);
        }
    }

    @Test
    void aHandleOfSomethingElseIsNamed() {
        try (Scheduler scheduler = Scheduler.builder().workers(1).build()) {
            Coroutine<Long> hoards = call("hoards", null, null, 0).launch(scheduler);
            String message =
                    assertThrows(ExecutionException.class, hoards::join).getCause().getMessage();
            assertTrue(message.contains("hoards names 0"), message);
        }
    }

    /** The stack that a request has named goes while the request waits. */
    @Test
    void theEndOfAllWhileARequestWaits() throws Exception {
        FlyweightChannel<Descriptor> numbers = channel("numbers");
        try (Scheduler scheduler = Scheduler.builder().workers(1).build()) {
            Coroutine<Long> hoards = call("hoards", numbers, null, 0).launch(scheduler);
            scheduler.launch("others", () -> {}).join();
            coroutines.close();
            Descriptor payload = new Descriptor();
            pool.allocate(100, payload);
            numbers.send(payload);
            assertThrows(ExecutionException.class, hoards::join);
            numbers.cancel(null);
        }
    }
}
