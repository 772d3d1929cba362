// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.kcoro.port.Poller;
import org.kcoro.port.Port;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Each test of the kit finds the fault that is planted for it. */
class PortKitTest {

    private static final Duration LONG = Duration.ofSeconds(300);

    /** For faults by which a test hangs: it has to wait until the kit gives up. */
    private static final Duration SHORT = Duration.ofSeconds(1);

    private static Supplier<Port> maker;
    private static Duration patience;

    static final class Subject extends PortKit {

        @Override
        protected Port newPort() {
            return maker.get();
        }

        @Override
        protected Duration patience() {
            return patience;
        }
    }

    private static void assertRed(String test, Supplier<Port> faulty) {
        maker = faulty;
        patience = LONG;
        KitRun.assertRed(Subject.class, test);
    }

    private static void assertHangs(String test, Supplier<Port> faulty) {
        maker = faulty;
        patience = SHORT;
        assertEquals(
                "threads of the test do not end",
                KitRun.assertRed(Subject.class, test).getMessage());
    }

    @Test
    void aPortWithoutFaultPasses() {
        maker = ForwardingPort::new;
        patience = LONG;
        KitRun.assertGreen(Subject.class);
    }

    @Test
    void timeThatGoesBackIsFound() {
        assertRed(
                "timeNeverGoesBack",
                () ->
                        new ForwardingPort() {
                            @Override
                            public long nanoTime() {
                                return -system.nanoTime();
                            }
                        });
        assertRed(
                "timeOfAnotherThreadIsNotEarlier",
                () ->
                        new ForwardingPort() {
                            @Override
                            public long nanoTime() {
                                boolean ahead = Thread.currentThread().getName().endsWith("1");
                                return system.nanoTime() + (ahead ? 1L << 40 : 0);
                            }
                        });
    }

    @Test
    void aConstantIsNoRandomNumber() {
        assertRed(
                "randomNumbersDiffer",
                () ->
                        new ForwardingPort() {
                            @Override
                            public long nextRandom() {
                                return 4;
                            }
                        });
    }

    @Test
    void aThreadAsJavaMakesItIsFound() {
        Supplier<Port> faulty =
                () ->
                        new ForwardingPort() {
                            @Override
                            public Thread newThread(String name, Runnable body) {
                                return new Thread(body, name);
                            }
                        };
        assertRed("aThreadIsAPlatformThreadAndADaemonNotYetStarted", faulty);
        assertRed("aThreadInheritsNothingFromItsMaker", faulty);
        assertRed("aThreadKnowsItsPort", faulty);
    }

    @Test
    void anUnparkThatIsLostIsFound() {
        assertHangs(
                "anUnparkBeforeTheParkIsKept",
                () ->
                        new ForwardingPort() {
                            private final Set<Thread> parked = ConcurrentHashMap.newKeySet();

                            @Override
                            public void park(Object blocker) {
                                parked.add(Thread.currentThread());
                                super.park(blocker);
                                parked.remove(Thread.currentThread());
                            }

                            @Override
                            public void unpark(Thread thread) {
                                if (parked.contains(thread)) {
                                    super.unpark(thread);
                                }
                            }
                        });
        assertHangs(
                "noUnparkIsLost",
                () ->
                        new ForwardingPort() {
                            private final AtomicInteger unparks = new AtomicInteger();

                            @Override
                            public void unpark(Thread thread) {
                                // Each may be one that a park returned without; not all of them.
                                if (unparks.incrementAndGet() < 1_000) {
                                    super.unpark(thread);
                                }
                            }
                        });
    }

    @Test
    void anInterruptThatIsLostIsFound() {
        assertRed(
                "anInterruptEndsAParkAndIsKept",
                () ->
                        new ForwardingPort() {
                            @Override
                            public void park(Object blocker) {
                                super.park(blocker);
                                Thread.interrupted();
                            }
                        });
    }

    @Test
    void aWrongDeadlineIsFound() {
        assertHangs(
                "aDeadlineThatHasPassedDoesNotWait",
                () ->
                        new ForwardingPort() {
                            @Override
                            public void parkUntil(Object blocker, long deadlineNanos) {
                                if (deadlineNanos - nanoTime() > 0) {
                                    super.parkUntil(blocker, deadlineNanos);
                                } else {
                                    park(blocker);
                                }
                            }
                        });
        assertRed(
                "aParkWaitsForItsDeadline",
                () ->
                        new ForwardingPort() {
                            @Override
                            public void parkUntil(Object blocker, long deadlineNanos) {}
                        });
    }

    /** Wraps a poller. */
    private interface Wrapper {
        Poller wrap(Poller real);
    }

    private static Supplier<Port> withPoller(Wrapper wrapper) {
        return () ->
                new ForwardingPort() {
                    @Override
                    public Poller openPoller() throws IOException {
                        return wrapper.wrap(system.openPoller());
                    }
                };
    }

    @Test
    void aWakeUpThatIsLostIsFound() {
        Supplier<Port> faulty =
                withPoller(
                        real ->
                                new ForwardingPort.ForwardingPoller(real) {
                                    @Override
                                    public void wakeUp() {}
                                });
        assertHangs("aWakeUpBeforeThePollIsKept", faulty);
        assertHangs("aWakeUpEndsAPoll", faulty);
    }

    @Test
    void aPollThatSpinsIsFound() {
        assertRed(
                "aPollWaitsForItsDeadline",
                withPoller(
                        real ->
                                new ForwardingPort.ForwardingPoller(real) {
                                    @Override
                                    public void poll(long deadlineNanos) {}
                                }));
    }

    @Test
    void aCallbackTooManyOrTooFewIsFound() {
        assertRed(
                "readinessRunsACallbackOnce",
                withPoller(
                        real ->
                                new ForwardingPort.ForwardingPoller(real) {
                                    @Override
                                    public void whenReady(
                                            SelectableChannel channel, int operation, Runnable call)
                                            throws ClosedChannelException {
                                        super.whenReady(
                                                channel,
                                                operation,
                                                () -> {
                                                    call.run();
                                                    call.run();
                                                });
                                    }
                                }));
        assertRed(
                "forgetRunsTheCallbacksOfAClosedChannel",
                withPoller(
                        real ->
                                new ForwardingPort.ForwardingPoller(real) {
                                    @Override
                                    public void forget(SelectableChannel channel) {}
                                }));
        assertRed(
                "aClosedChannelIsRefused",
                withPoller(
                        real ->
                                new ForwardingPort.ForwardingPoller(real) {
                                    @Override
                                    public void whenReady(
                                            SelectableChannel channel,
                                            int operation,
                                            Runnable call) {
                                        call.run();
                                    }
                                }));
    }
}
