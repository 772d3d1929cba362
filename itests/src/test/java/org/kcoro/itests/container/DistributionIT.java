// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

import javax.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kcoro.actors.Actor;
import org.kcoro.actors.ReplyTo;
import org.kcoro.actors.Terminated;
import org.kcoro.channels.Channel;
import org.kcoro.itests.exam.jupiter.ContainerTest;
import org.kcoro.port.Port;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.switcher.ContextSwitcher;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.options;

/** The distribution's bundles, as a bundle that uses them sees them. */
@ContainerTest
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DistributionIT {

    @Inject private BundleContext context;

    @Configuration
    static Option[] configuration() throws IOException {
        Path folder = Files.createTempDirectory("kcoro");
        folder.toFile().deleteOnExit();
        return options(
                Distribution.container(),
                frameworkProperty("kcoro.socket").value(folder.resolve("s").toString()));
    }

    private List<Bundle> ours() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName() != null)
                .filter(bundle -> bundle.getSymbolicName().startsWith("org.kcoro."))
                .filter(bundle -> !bundle.getSymbolicName().contains("itests"))
                .filter(bundle -> bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null)
                .toList();
    }

    @Test
    void allBundlesAreActiveAndMeetInTheServiceRegistry() {
        assertEquals(11, ours().size(), ours()::toString);
        for (Bundle bundle : ours()) {
            assertEquals(Bundle.ACTIVE, bundle.getState(), bundle::toString);
        }
        assertEquals(List.of(), Services.misses(context));
    }

    @Test
    void switchersAreRankedBestFirst() {
        assertEquals(
                List.of("virtual-thread", "continuation", "jdk"),
                Services.all(context, ContextSwitcher.class.getName()).stream()
                        .sorted(Comparator.reverseOrder())
                        .map(reference -> reference.getProperty(ContextSwitcher.NAME_PROPERTY))
                        .toList());
        ServiceReference<Scheduler> scheduler = context.getServiceReference(Scheduler.class);
        assertEquals("virtual-thread", scheduler.getProperty(ContextSwitcher.NAME_PROPERTY));
    }

    @Test
    void theTypesAreThoseOfTheBundles() {
        assertEquals("org.kcoro.port", FrameworkUtil.getBundle(Port.class).getSymbolicName());
        assertEquals(
                "org.kcoro.scheduler", FrameworkUtil.getBundle(Scheduler.class).getSymbolicName());
        assertSame(context.getBundle(), FrameworkUtil.getBundle(DistributionIT.class));
    }

    @Test
    void anActorLivesOnTheSchedulerOfItsBundle() throws Exception {
        Scheduler scheduler = context.getService(context.getServiceReference(Scheduler.class));
        Actor<ReplyTo<String>> actor =
                Actor.<ReplyTo<String>>builder(
                                "names", (message, self) -> message.reply(self.self().path()))
                        .start(scheduler);
        assertEquals("/names", actor.<String>ask(replyTo -> replyTo, Duration.ofMinutes(1)));
        actor.stop();
        assertEquals(Terminated.Cause.STOPPED, actor.join().cause());
        assertEquals("org.kcoro.actors", FrameworkUtil.getBundle(Actor.class).getSymbolicName());
    }

    @Test
    void aStructuralServiceThatLeavesAndComesBackTakesTheOthersAlong() throws Exception {
        Bundle switcher =
                ours().stream()
                        .filter(bundle -> bundle.getSymbolicName().equals("org.kcoro.switcher"))
                        .findFirst()
                        .orElseThrow();
        switcher.stop();
        assertEquals(
                List.of(
                        "0 of 1 org.kcoro.ipc.IpcServer",
                        "0 of 1 org.kcoro.scheduler.Scheduler",
                        "0 of 3 org.kcoro.switcher.ContextSwitcher"),
                Services.misses(context));
        switcher.start();
        assertEquals(List.of(), Services.misses(context));
        assertWorks();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void allOfThemLeaveAndComeBackInAnyOrder(long seed) throws Exception {
        Random random = new Random(seed);
        List<Bundle> bundles = new ArrayList<>(ours());
        Collections.shuffle(bundles, random);
        for (Bundle bundle : bundles) {
            bundle.stop();
        }
        assertEquals(Services.kinds(), Services.misses(context).size(), bundles::toString);
        Collections.shuffle(bundles, random);
        for (Bundle bundle : bundles) {
            bundle.start();
        }
        assertEquals(List.of(), Services.misses(context), bundles::toString);
        assertWorks();
    }

    private void assertWorks() throws Exception {
        Scheduler scheduler = context.getService(context.getServiceReference(Scheduler.class));
        Channel<Integer> channel = Channel.rendezvous("meeting");
        Coroutine<Integer> receiver = scheduler.launch("receiver", () -> channel.receive());
        Coroutine<Void> sender = scheduler.launch("sender", () -> channel.send(42));
        assertEquals(42, receiver.join());
        sender.join();
    }
}
