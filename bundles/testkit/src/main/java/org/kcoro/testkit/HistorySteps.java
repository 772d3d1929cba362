// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;

import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.Clause;
import org.kcoro.channels.ClosedPolicy;
import org.kcoro.channels.ReceiveClause;
import org.kcoro.channels.Reservation;
import org.kcoro.channels.ReserveClause;
import org.kcoro.channels.Select;
import org.kcoro.channels.SendClause;

/** Random operations for a {@link ChannelHistory}: each for the model, and for its channel. */
final class HistorySteps {

    private static final Duration MOMENT = Duration.ofNanos(20_000);
    private static final Duration LONG = Duration.ofHours(1);
    private static final int MAX_BATCH = 4;

    private final SplittableRandom random;
    private final List<ChannelModel> models;
    private final List<Channel<Integer>> channels;
    private final ChannelCapabilities can;
    private int nextElement;

    HistorySteps(
            SplittableRandom random,
            List<ChannelModel> models,
            List<Channel<Integer>> channels,
            ChannelCapabilities can) {
        this.random = random;
        this.models = models;
        this.channels = channels;
        this.can = can;
    }

    /**
     * An operation.
     *
     * @param manySteps whether it may take several steps; one of those waits already if not
     */
    HistoryStep next(boolean manySteps) {
        int index = random.nextInt(channels.size());
        ChannelModel model = models.get(index);
        Channel<Integer> channel = channels.get(index);
        int choice = random.nextInt(manySteps ? 16 : 12);
        if (choice < 5) {
            return send(model, channel, manySteps);
        }
        if (choice < 9 || !can.twoPhase() && choice < 11) {
            return receive(model, channel);
        }
        if (choice < 11) {
            return reserve(model, channel);
        }
        if (choice < 14) {
            return can.selectable() ? select(manySteps) : receive(model, channel);
        }
        return choice == 14 ? sendAll(model, channel) : receiveUpTo(model, channel);
    }

    private Patience patience() {
        Patience patience = Patience.values()[random.nextInt(Patience.values().length)];
        if (patience.isNone() && !can.tries() || patience.isTimed() && !can.timed()) {
            return Patience.FOREVER;
        }
        return patience;
    }

    private static Duration timeout(Patience patience) {
        return switch (patience) {
            case ZERO -> Duration.ZERO;
            case MOMENT -> MOMENT;
            default -> LONG;
        };
    }

    private static String closed(ChannelClosedException e, Channel<?> channel) {
        String message = e.getMessage();
        return message.contains(channel.name())
                ? Results.closed(e.getCause())
                : "a message without the channel's name: " + message;
    }

    private HistoryStep send(ChannelModel model, Channel<Integer> channel, boolean alone) {
        int element = nextElement++;
        Patience any = patience();
        // A select that waits to reserve may begin again, and then comes within a moment, or not.
        Patience patience = any == Patience.MOMENT && !alone ? Patience.LONG : any;
        return new HistoryStep(
                "send " + element + " " + patience + " on " + channel.name(),
                new ModelSend(model, element, patience),
                self -> {
                    try {
                        return send(channel, element, patience);
                    } catch (ChannelClosedException e) {
                        return closed(e, channel);
                    }
                });
    }

    private static String send(Channel<Integer> channel, int element, Patience patience)
            throws InterruptedException {
        switch (patience) {
            case TRY -> {
                return channel.trySend(element) ? Results.SENT : Results.NOT_NOW;
            }
            case FOREVER -> {
                channel.send(element);
                return Results.SENT;
            }
            case OR_CLOSED -> {
                return channel.sendOrClosed(element) ? Results.SENT : Results.CLOSED;
            }
            default -> {
                boolean sent = channel.send(element, timeout(patience));
                return sent ? Results.SENT : Results.NOT_NOW;
            }
        }
    }

    private HistoryStep receive(ChannelModel model, Channel<Integer> channel) {
        Patience patience = patience();
        return new HistoryStep(
                "receive " + patience + " on " + channel.name(),
                new ModelReceive(model, false, patience),
                self -> {
                    try {
                        Integer element =
                                switch (patience) {
                                    case TRY -> channel.tryReceive();
                                    case FOREVER -> channel.receive();
                                    case OR_CLOSED -> channel.receiveOrClosed();
                                    default -> channel.receive(timeout(patience));
                                };
                        return element == null ? Results.NONE : Results.received(element);
                    } catch (ChannelClosedException e) {
                        return closed(e, channel);
                    }
                });
    }

    private HistoryStep reserve(ChannelModel model, Channel<Integer> channel) {
        Patience patience = patience();
        return new HistoryStep(
                "reserve " + patience + " on " + channel.name(),
                new ModelReceive(model, true, patience),
                self -> {
                    try {
                        Reservation<Integer> reserved =
                                switch (patience) {
                                    case TRY -> channel.tryReserve();
                                    case FOREVER -> channel.reserve();
                                    case OR_CLOSED -> channel.reserveOrClosed();
                                    default -> channel.reserve(timeout(patience));
                                };
                        return self.reserved(reserved);
                    } catch (ChannelClosedException e) {
                        return closed(e, channel);
                    }
                });
    }

    private HistoryStep sendAll(ChannelModel model, Channel<Integer> channel) {
        List<Integer> elements = new ArrayList<>();
        for (int count = random.nextInt(MAX_BATCH + 1); count > 0; count--) {
            elements.add(nextElement++);
        }
        Queue<Integer> queue = new ArrayDeque<>(elements);
        return new HistoryStep(
                "send all of " + elements + " on " + channel.name(),
                new ModelSendAll(model, elements),
                self -> {
                    String how;
                    try {
                        how = String.valueOf(channel.sendAll(queue));
                    } catch (ChannelClosedException e) {
                        how = closed(e, channel);
                    } catch (InterruptedException | CancellationException e) {
                        how = Results.STOPPED;
                    }
                    return Results.sentAll(how, queue);
                });
    }

    private HistoryStep receiveUpTo(ChannelModel model, Channel<Integer> channel) {
        int max = 1 + random.nextInt(MAX_BATCH);
        Patience linger =
                switch (can.timed() ? random.nextInt(3) : 0) {
                    case 0 -> Patience.ZERO;
                    case 1 -> Patience.MOMENT;
                    default -> Patience.LONG;
                };
        return new HistoryStep(
                "receive up to " + max + " " + linger + " on " + channel.name(),
                new ModelReceiveUpTo(model, max, linger),
                self -> channel.receiveUpTo(max, timeout(linger)).toString());
    }

    // Select.

    private ModelSelect.Act act() {
        ModelSelect.Act act = ModelSelect.Act.values()[random.nextInt(can.twoPhase() ? 3 : 2)];
        return act == ModelSelect.Act.SEND && !can.selectableSends()
                ? ModelSelect.Act.RECEIVE
                : act;
    }

    private HistoryStep select(boolean manySteps) {
        List<ModelSelect.ModelClause> model = new ArrayList<>();
        List<Clause> clauses = new ArrayList<>();
        Select select = Select.biased();
        int first = random.nextInt(channels.size());
        // One clause that only tries is one step. Between two of them, a select that waits to
        // reserve, and was begun again by the first, may come or not.
        int count = manySteps ? 1 + random.nextInt(channels.size()) : 1;
        for (int i = 0; i < count; i++) {
            int index = (first + i) % channels.size();
            ModelSelect.Act act = act();
            int element = nextElement++;
            model.add(new ModelSelect.ModelClause(models.get(index), act, element));
            Channel<Integer> channel = channels.get(index);
            clauses.add(
                    switch (act) {
                        case SEND -> FlyweightIntegers.send(select, channel, element);
                        case RECEIVE -> FlyweightIntegers.receive(select, channel);
                        case RESERVE -> FlyweightIntegers.reserve(select, channel);
                    });
        }
        ClosedPolicy policy = ClosedPolicy.values()[random.nextInt(ClosedPolicy.values().length)];
        select.onClosed(policy);
        Patience patience =
                switch (manySteps ? random.nextInt(4) : 0) {
                    case 0 -> Patience.TRY;
                    case 1 -> Patience.MOMENT;
                    default -> Patience.FOREVER;
                };
        return new HistoryStep(
                "select " + patience + " " + policy + " " + model,
                new ModelSelect(model, policy, patience),
                self -> {
                    try {
                        Clause chosen =
                                switch (patience) {
                                    case TRY -> select.tryNow();
                                    case MOMENT -> select.await(MOMENT);
                                    default -> select.await();
                                };
                        return chosen == null
                                ? Results.NONE
                                : model.get(clauses.indexOf(chosen)) + ": " + done(chosen, self);
                    } catch (ChannelClosedException e) {
                        return e.getMessage().contains("all its channels are closed")
                                ? Results.ALL_CLOSED
                                : Results.closed(e.getCause());
                    }
                });
    }

    private static String done(Clause chosen, HistoryStep step) {
        if (chosen.isClosed()) {
            return Results.CLOSED;
        }
        if (chosen instanceof SendClause) {
            return Results.SENT;
        }
        if (chosen instanceof ReceiveClause<?> receive) {
            return Results.received(FlyweightIntegers.integer(receive.element()));
        }
        ReserveClause<?> reserve = (ReserveClause<?>) chosen;
        return step.reserved(FlyweightIntegers.integers(reserve.reservation()));
    }
}
