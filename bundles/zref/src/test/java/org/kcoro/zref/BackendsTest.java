// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.OverflowPolicy;
import org.kcoro.port.Settings;
import org.kcoro.scheduler.Coroutine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Backends by name, the channels that are bound to them, and owners: nothing dangles. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BackendsTest {

    private static final String MACHINES = "org.kcoro.zref.Machine#all";

    private final Backends backends = Backends.builder().drain(Duration.ZERO).build();
    private final Regions regions = Regions.builder().leakSample(1).build();
    private final PoolRegion pool = regions.pool("payloads").blocks(64, 16).build();
    private final CountingBackend fast = new CountingBackend("fast");

    @AfterEach
    void nothingIsLeft() {
        assertEquals(List.of(), backends.drain(Duration.ZERO));
        assertEquals(List.of(), backends.channels());
        assertEquals(List.of(), regions.drain(Duration.ZERO));
        fast.checkAllDetached();
    }

    private void send(DescriptorChannel channel) throws InterruptedException {
        Descriptor payload = new Descriptor();
        pool.allocate(8, payload);
        channel.send(payload);
    }

    private static void receive(DescriptorChannel channel) throws InterruptedException {
        Descriptor payload = new Descriptor();
        channel.receiveInto(payload);
        payload.close();
    }

    private List<String> names() {
        return backends.list().stream().map(BackendInfo::name).toList();
    }

    // By name.

    @Test
    void theBuiltInOneIsAlwaysThere() throws Exception {
        DescriptorChannel channel = backends.bind(DescriptorSpec.buffered("c", 1));
        assertEquals("zref", channel.backend());
        assertEquals(
                List.of(
                        new BackendInfo(
                                "zref",
                                0,
                                "kcoro",
                                false,
                                EnumSet.allOf(BackendCapability.class),
                                1)),
                backends.list());
        send(channel);
        receive(channel);
        channel.close();
        assertEquals(List.of(), backends.channels());
    }

    @Test
    void anErrorListsTheNamesThereAre() {
        backends.register(fast, 0);
        String message =
                assertThrows(NoSuchElementException.class, () -> backends.resolve("slow"))
                        .getMessage();
        assertTrue(message.contains("slow") && message.contains("[fast, zref]"), message);
    }

    @Test
    void theHigherRankingWinsAndThenTheOlder() {
        CountingBackend older = new CountingBackend("fast");
        CountingBackend lower = new CountingBackend("fast");
        backends.register(lower, -1);
        BackendRegistration first = backends.register(older, 5);
        BackendRegistration second = backends.register(fast, 5);
        assertSame(older, backends.resolve("fast"));
        assertEquals(List.of("fast", "fast", "fast", "zref"), names());
        assertEquals(
                List.of(false, true, true, false),
                backends.list().stream().map(BackendInfo::shadowed).toList());
        first.close();
        assertSame(fast, backends.resolve("fast"));
        second.close();
        second.close();
        assertSame(lower, backends.resolve("fast"));
        assertEquals(List.of("fast", "zref"), names());
        assertSame(second.backend(), fast);
    }

    @Test
    void whatIsBoundStaysWhereItIs() {
        CountingBackend lower = new CountingBackend("fast");
        backends.register(lower, 0);
        DescriptorChannel bound = backends.bind("fast", DescriptorSpec.conflated("c"));
        BackendRegistration shadowing = backends.register(fast, 1);
        assertFalse(bound.isClosedForSend());
        DescriptorChannel newer = backends.bind("fast", DescriptorSpec.conflated("d"));
        shadowing.close();
        assertTrue(newer.isClosedForReceive());
        assertFalse(bound.isClosedForSend());
        backends.unbind(bound, Duration.ZERO);
        assertTrue(bound.isClosedForReceive());
        lower.checkAllDetached();
    }

    @Test
    void aBackendWithoutAName() {
        assertThrows(
                IllegalArgumentException.class,
                () -> backends.register(new CountingBackend(" "), 0));
        assertEquals(List.of("zref"), names());
    }

    @Test
    void whatABackendHasNotIsRefusedBeforeItIsAsked() {
        ZeroCopyBackend little =
                new CountingBackend("little") {
                    @Override
                    public Set<BackendCapability> capabilities() {
                        return EnumSet.of(BackendCapability.BUFFERED);
                    }

                    @Override
                    public DescriptorChannel attach(DescriptorSpec spec) {
                        throw new AssertionError("asked");
                    }
                };
        backends.register(little, 0);
        DescriptorSpec buffered = DescriptorSpec.buffered("spoken of", 1);
        for (DescriptorSpec spec :
                List.of(
                        DescriptorSpec.rendezvous("spoken of"),
                        DescriptorSpec.unlimited("spoken of"),
                        buffered.onOverflow(OverflowPolicy.DROP_LATEST),
                        buffered.onUndelivered(any -> {}))) {
            String message =
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> backends.bind("little", spec))
                            .getMessage();
            assertTrue(
                    message.contains("spoken of")
                            && message.contains("backend little")
                            && message.contains("[BUFFERED]"),
                    message);
        }
    }

    @Test
    void aBackendThatFailsToAttachLeavesNothing() {
        IllegalArgumentException planted = new IllegalArgumentException("planted");
        backends.register(
                new CountingBackend("bad") {
                    @Override
                    public DescriptorChannel attach(DescriptorSpec spec) {
                        if (spec.capacity() == 0) {
                            return null;
                        }
                        throw planted;
                    }
                },
                0);
        assertSame(
                planted,
                assertThrows(
                        IllegalArgumentException.class,
                        () -> backends.bind("bad", DescriptorSpec.conflated("c"))));
        assertThrows(
                IllegalStateException.class,
                () -> backends.bind("bad", DescriptorSpec.rendezvous("c")));
        assertEquals(0, backends.list().get(0).channels());
    }

    // Let go, once.

    @Test
    void aChannelThatItsUsersEndIsLetGo() throws Exception {
        backends.register(fast, 0);
        DescriptorChannel closed = backends.bind("fast", DescriptorSpec.buffered("a", 2));
        DescriptorChannel cancelled = backends.bind("fast", DescriptorSpec.buffered("b", 2));
        send(closed);
        send(cancelled);
        closed.close();
        assertEquals(List.of(), fast.detached);
        receive(closed);
        assertEquals(List.of(closed), fast.detached);
        cancelled.cancel(null);
        assertEquals(List.of(closed, cancelled), fast.detached);
        assertEquals(List.of(), backends.channels());
        assertThrows(IllegalArgumentException.class, () -> backends.unbind(closed, Duration.ZERO));
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void unbindingWaitsForReceivers(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            backends.register(fast, 0);
            DescriptorChannel channel = backends.bind("fast", DescriptorSpec.unlimited("c"));
            send(channel);
            send(channel);
            Coroutine<Boolean> unbinds =
                    rig.scheduler.launch("unbinds", () -> backends.unbind(channel, Rig.LONG));
            Coroutine<Void> receives =
                    rig.launch(
                            "receives",
                            () -> {
                                Descriptor payload = new Descriptor();
                                while (channel.receiveIntoOrClosed(payload)) {
                                    payload.close();
                                }
                            });
            Rig.get(receives);
            assertTrue(Rig.get(unbinds));
            fast.checkAllDetached();
        }
    }

    @Test
    void unbindingCancelsWhatIsLeft() throws Exception {
        backends.register(fast, 0);
        DescriptorChannel channel = backends.bind("fast", DescriptorSpec.unlimited("c"));
        send(channel);
        assertFalse(backends.unbind(channel, Duration.ofNanos(1)));
        assertEquals(1, channel.counters().returned());
        assertEquals(0, pool.snapshot().live());
        Descriptor mine = new Descriptor();
        pool.allocate(8, mine);
        ChannelClosedException refused =
                assertThrows(ChannelClosedException.class, () -> channel.send(mine));
        assertTrue(refused.getCause().getMessage().contains("unbound from backend fast"));
        mine.close();
    }

    @Test
    void aFailureToLetGoIsLoggedAndNoMore() {
        CountingBackend failing =
                new CountingBackend("failing") {
                    @Override
                    public void detach(DescriptorChannel channel) {
                        super.detach(channel);
                        throw new IllegalStateException("planted");
                    }
                };
        BackendRegistration registration = backends.register(failing, 0);
        DescriptorChannel channel = backends.bind("failing", DescriptorSpec.unlimited("c"));
        channel.close();
        backends.bind("failing", DescriptorSpec.unlimited("d"));
        registration.close();
        failing.checkAllDetached();
    }

    // Owners.

    @Test
    void anOwnersEndIsThatOfItsChannelsAndBackends() throws Exception {
        Backends one = backends.share("one");
        Backends other = backends.share("other");
        one.register(fast, 0);
        DescriptorChannel ofOther = other.bind("fast", DescriptorSpec.unlimited("a"));
        DescriptorChannel ofOne = one.bind(DescriptorSpec.unlimited("b"));
        DescriptorChannel stays = other.bind(DescriptorSpec.unlimited("c"));
        assertEquals("one", one.owner());
        assertEquals(List.of(ofOne), one.channels());
        assertEquals(3, backends.channels().size());
        assertThrows(IllegalArgumentException.class, () -> one.unbind(ofOther, Duration.ZERO));
        one.close();
        assertTrue(ofOther.isClosedForReceive());
        assertTrue(ofOne.isClosedForReceive());
        assertFalse(stays.isClosedForSend());
        assertEquals(List.of("zref"), names());
        for (Executable use :
                List.<Executable>of(
                        () -> one.bind(DescriptorSpec.unlimited("d")),
                        () -> one.register(fast, 0),
                        () -> one.resolve("zref"),
                        () -> one.share("third"))) {
            String message = assertThrows(IllegalStateException.class, use).getMessage();
            assertTrue(message.contains("backends of one"), message);
        }
    }

    @Test
    void settingsAreChecked() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Backends.builder().drain(Duration.ofNanos(-1)));
        String message =
                assertThrows(
                                IllegalArgumentException.class,
                                () ->
                                        Backends.builder()
                                                .settings(
                                                        Settings.of(
                                                                Map.of("drainMillis", "soon"),
                                                                name -> null)))
                        .getMessage();
        assertTrue(message.contains("drainMillis"), message);
    }
}
