// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kcoro.port.Port;
import org.kcoro.switcher.Context;
import org.kcoro.switcher.ContextOwner;
import org.kcoro.switcher.ContextSwitcher;
import org.kcoro.switcher.ContextSwitchers;
import org.kcoro.switcher.InheritedScopedValues;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Each test of the kit finds the fault that is planted for it. */
class ContextSwitcherKitTest {

    private static final ContextSwitchers REAL = ContextSwitchers.discover(Port.system());
    private static final Duration LONG = Duration.ofSeconds(300);
    private static final Duration SHORT = Duration.ofSeconds(2);

    private static ContextSwitcher subject;
    private static SwitcherCapabilities capabilities;
    private static Duration patience;

    static final class Subject extends ContextSwitcherKit {

        @Override
        protected ContextSwitcher newSwitcher() {
            return subject;
        }

        @Override
        protected SwitcherCapabilities capabilities() {
            return capabilities;
        }

        @Override
        protected int meetings() {
            return 1_000;
        }

        @Override
        protected Duration patience() {
            return patience;
        }
    }

    private static Throwable assertRed(String test, ContextSwitcher faulty) {
        subject = faulty;
        capabilities = SwitcherCapabilities.ALL;
        patience = LONG;
        return KitRun.assertRed(Subject.class, test);
    }

    /** A fault in the contexts of a switcher. */
    private static ContextSwitcher contexts(
            BiFunction<ContextOwner, Context, Context> faultyContext) {
        ContextSwitcher real = REAL.choose("virtual-thread");
        return new WrappedSwitcher(real) {
            @Override
            public Context newContext(ContextOwner owner) {
                return faultyContext.apply(owner, real.newContext(owner));
            }
        };
    }

    /** A fault between a switcher and its owner. */
    private static ContextSwitcher owners(String name, UnaryOperator<ContextOwner> faultyOwner) {
        ContextSwitcher real = REAL.choose(name);
        return new WrappedSwitcher(real) {
            @Override
            public Context newContext(ContextOwner owner) {
                return new Wrapped(owner, real.newContext(faultyOwner.apply(owner)));
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"virtual-thread", "continuation", "jdk"})
    void aSwitcherWithoutFaultPasses(String name) {
        subject = new WrappedSwitcher(REAL.choose(name));
        capabilities =
                name.equals("continuation") ? SwitcherCapabilities.BOUND : SwitcherCapabilities.ALL;
        patience = LONG;
        KitRun.assertGreen(Subject.class);
    }

    // Turns.

    @Test
    void aTurnThatIsLostIsFound() {
        UnaryOperator<ContextOwner> losing =
                owner ->
                        new WrappedSwitcher.WrappedOwner(owner) {
                            private final AtomicInteger turns = new AtomicInteger();

                            @Override
                            public void ready(Runnable turn) {
                                if (turns.incrementAndGet() != 2) {
                                    owner.ready(turn);
                                }
                            }
                        };
        assertRed("aTurnRunsUntilTheBodyParks", owners("continuation", losing));
        subject = owners("virtual-thread", losing);
        patience = SHORT;
        Throwable failure = KitRun.assertRed(Subject.class, "noWakeIsLostBesideThoseWhoLook");
        assertTrue(failure.getMessage().contains("do not end"), failure::toString);
    }

    @Test
    void twoTurnsAtOnceAreFound() {
        Throwable failure =
                assertRed(
                        "aTurnRunsUntilTheBodyParks",
                        owners(
                                "virtual-thread",
                                owner ->
                                        new WrappedSwitcher.WrappedOwner(owner) {
                                            @Override
                                            public void ready(Runnable turn) {
                                                owner.ready(turn);
                                                owner.ready(turn);
                                            }
                                        }));
        assertTrue(failure.getMessage().contains("before the last one has begun"));
    }

    @Test
    void anotherTurnEachTimeIsFound() {
        assertRed(
                "aTurnRunsUntilTheBodyParks",
                owners(
                        "virtual-thread",
                        owner ->
                                new WrappedSwitcher.WrappedOwner(owner) {
                                    @Override
                                    public void ready(Runnable turn) {
                                        owner.ready(() -> turn.run());
                                    }
                                }));
    }

    @Test
    void anUnparkThatCountsTwiceIsFound() {
        assertRed(
                "anUnparkBeforeTheParkIsKeptOnce",
                contexts(
                        (owner, real) ->
                                new WrappedSwitcher.Wrapped(owner, real) {
                                    private final AtomicInteger permits = new AtomicInteger();

                                    @Override
                                    public void park() {
                                        if (permits.get() > 0) {
                                            permits.decrementAndGet();
                                        } else {
                                            super.park();
                                        }
                                    }

                                    @Override
                                    public void unpark() {
                                        permits.incrementAndGet();
                                        super.unpark();
                                    }
                                }));
    }

    @Test
    void anUnparkThatComesTooEarlyForItIsFound() {
        assertRed(
                "anUnparkBeforeTheStartIsKept",
                contexts(
                        (owner, real) ->
                                new WrappedSwitcher.Wrapped(owner, real) {
                                    private volatile boolean started;

                                    @Override
                                    public void start() {
                                        started = true;
                                        super.start();
                                    }

                                    @Override
                                    public void unpark() {
                                        if (started) {
                                            super.unpark();
                                        }
                                    }
                                }));
    }

    @Test
    void aTurnAfterTheEndIsFound() {
        assertRed(
                "anUnparkAfterTheEndDoesNothing",
                contexts(
                        (owner, real) ->
                                new WrappedSwitcher.Wrapped(owner, real) {
                                    @Override
                                    public void unpark() {
                                        owner().ready(() -> {});
                                    }
                                }));
    }

    @Test
    void aYieldThatUsesTheGateIsFound() {
        assertRed(
                "aYieldHandsOverTheNextTurnAndLeavesTheGateAsItIs",
                contexts(
                        (owner, real) ->
                                new WrappedSwitcher.Wrapped(owner, real) {
                                    @Override
                                    public void yield() {
                                        context.unpark();
                                        context.park();
                                    }
                                }));
    }

    @Test
    void aSecondStartThatIsAcceptedIsFound() {
        assertRed(
                "aSecondStartIsRefused",
                contexts(
                        (owner, real) ->
                                new WrappedSwitcher.Wrapped(owner, real) {
                                    @Override
                                    public void start() {
                                        if (context.stack().length == 0 && !context.hasEnded()) {
                                            context.start();
                                        }
                                    }
                                }));
    }

    // What a context tells of itself.

    @Test
    void aContextThatTellsWrongThingsIsFound() {
        assertRed(
                "theCurrentContextIsKnownInsideAndOnlyThere",
                owners("virtual-thread", WrappedSwitcher.WrappedOwner::new));
        ContextSwitcher wrong =
                contexts(
                        (owner, real) ->
                                new WrappedSwitcher.Wrapped(owner, real) {
                                    @Override
                                    public boolean isParked() {
                                        return !context.hasEnded();
                                    }

                                    @Override
                                    public StackTraceElement[] stack() {
                                        return new StackTraceElement[0];
                                    }
                                });
        assertRed("itTellsWhetherItIsParkedAndWhetherItHasEnded", wrong);
        assertRed("theStackOfAParkedBodyIsSeen", wrong);
    }

    @Test
    void aSwitcherThatClaimsTooMuchIsFound() {
        ContextSwitcher bound = REAL.choose("continuation");
        assertRed("itIsWhatItClaims", bound);
        assertRed("aBodyHasAThreadOfItsOwn", bound);
        // Two are in one monitor, or one never comes out of it.
        patience = SHORT;
        KitRun.assertRed(Subject.class, "aMonitorIsHeldAcrossAPark");
    }

    // Leaks.

    @Test
    void aScopedValueThatLeaksIsFound() {
        assertRed(
                "scopedValuesAreTheBodysOwn",
                owners(
                        "virtual-thread",
                        owner -> {
                            InheritedScopedValues ofMaker = InheritedScopedValues.capture();
                            return new WrappedSwitcher.WrappedOwner(owner) {
                                @Override
                                public void run() {
                                    Callable<Void> body =
                                            () -> {
                                                owner.run();
                                                return null;
                                            };
                                    try {
                                        if (ofMaker == null) {
                                            body.call();
                                        } else {
                                            ofMaker.call(body);
                                        }
                                    } catch (Exception e) {
                                        throw new IllegalStateException(e);
                                    }
                                }
                            };
                        }));
    }

    /** Runs something behind each turn, on the worker. */
    private static UnaryOperator<ContextOwner> behindEachTurn(Runnable leak) {
        return owner ->
                new WrappedSwitcher.WrappedOwner(owner) {
                    private Runnable real;
                    private final Runnable leaking =
                            () -> {
                                real.run();
                                leak.run();
                            };

                    @Override
                    public void ready(Runnable turn) {
                        real = turn;
                        owner.ready(leaking);
                    }
                };
    }

    @Test
    void anInterruptThatLeaksIsFound() {
        assertRed(
                "anInterruptStaysInsideTheBody",
                owners("continuation", behindEachTurn(() -> Thread.currentThread().interrupt())));
    }

    @Test
    void aContextClassLoaderThatLeaksIsFound() {
        ClassLoader[] last = {null};
        ContextSwitcher leaking =
                owners(
                        "continuation",
                        behindEachTurn(
                                () -> Thread.currentThread().setContextClassLoader(last[0])));
        assertRed(
                "theContextClassLoaderIsTheBodysOwn",
                new WrappedSwitcher(leaking) {
                    @Override
                    public Context newContext(ContextOwner owner) {
                        return new Wrapped(owner, leaking.newContext(owner)) {
                            @Override
                            public void park() {
                                last[0] = Thread.currentThread().getContextClassLoader();
                                super.park();
                            }
                        };
                    }
                });
    }

    // The lock.

    @Test
    void aSwitcherThatNeverMigratesThoughItSaysSoIsFound() {
        assertRed("aLockBetweenSuspensionsKeepsItsPromise", REAL.choose("continuation"));
    }
}
