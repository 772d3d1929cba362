// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;

import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.ChannelKind;
import org.kcoro.channels.ChannelSnapshot;
import org.kcoro.channels.ReceiveClause;
import org.kcoro.channels.Reservation;
import org.kcoro.channels.ReserveClause;
import org.kcoro.channels.SendClause;
import org.kcoro.ipc.ElementCodec;

/**
 * A channel of the peer as one of this process; docs/decisions/0019-remote-channels.md says what it
 * can do, and what not.
 */
class RemoteElements<E> implements Channel<E> {

    private final ChannelRequests requests;
    private final ElementCodec<E> codec;
    private final ChannelBatches batches;

    RemoteElements(ChannelRequests requests, ElementCodec<E> codec) {
        this.requests = requests;
        this.codec = Objects.requireNonNull(codec, "codec");
        this.batches = new ChannelBatches(requests);
    }

    final ChannelRequests requests() {
        return requests;
    }

    @Override
    public String name() {
        return requests.name;
    }

    @Override
    public ChannelKind kind() {
        requireKind();
        return requests.kind;
    }

    @Override
    public int capacity() {
        requireKind();
        return requests.capacity;
    }

    private void requireKind() {
        if (requests.kind == null) {
            throw refused("its kind is not known", "open it by IpcClient.openChannel");
        }
    }

    private UnsupportedOperationException refused(String what, String remedy) {
        return new UnsupportedOperationException(
                "channel " + name() + " is of another process: " + what + "; " + remedy);
    }

    static UncheckedIOException unchecked(IOException e) {
        return new UncheckedIOException(e.getMessage(), e);
    }

    private byte[] encode(E element) {
        if (element == null) {
            throw new NullPointerException("channel " + name() + ": an element cannot be null");
        }
        return codec.encode(element);
    }

    private E decode(byte[] element) {
        return element == null ? null : codec.decode(element);
    }

    // Sending.

    @Override
    public void send(E element) throws InterruptedException {
        try {
            requests.send(encode(element), ChannelRequests.FOR_EVER);
        } catch (IOException e) {
            throw unchecked(e);
        }
    }

    @Override
    public boolean send(E element, Duration timeout) throws InterruptedException {
        int millis = requests.millis(timeout);
        try {
            return millis == 0
                    ? requests.trySend(encode(element))
                    : requests.send(encode(element), millis);
        } catch (IOException e) {
            throw unchecked(e);
        }
    }

    @Override
    public boolean sendOrClosed(E element) throws InterruptedException {
        try {
            send(element);
            return true;
        } catch (ChannelClosedException e) {
            return false;
        }
    }

    @Override
    public boolean trySend(E element) {
        try {
            return requests.trySend(encode(element));
        } catch (IOException e) {
            throw unchecked(e);
        }
    }

    @Override
    public int sendAll(Queue<? extends E> elements) throws InterruptedException {
        int sent = 0;
        List<byte[]> batch = new ArrayList<>();
        while (true) {
            batch.clear();
            for (E element : elements) {
                if (batch.size() == ChannelBatches.WINDOW) {
                    break;
                }
                batch.add(encode(element));
            }
            if (batch.isEmpty()) {
                return sent;
            }
            try {
                batches.send(batch, elements::remove);
            } catch (IOException e) {
                throw unchecked(e);
            }
            sent += batch.size();
        }
    }

    // Receiving.

    @Override
    public E receive() throws InterruptedException {
        try {
            return decode(requests.receives.receive(ChannelRequests.FOR_EVER));
        } catch (IOException e) {
            throw unchecked(e);
        }
    }

    @Override
    public E receive(Duration timeout) throws InterruptedException {
        int millis = requests.millis(timeout);
        try {
            return decode(
                    millis == 0
                            ? requests.receives.tryReceive()
                            : requests.receives.receive(millis));
        } catch (IOException e) {
            throw unchecked(e);
        }
    }

    @Override
    public E receiveOrClosed() throws InterruptedException {
        try {
            return receive();
        } catch (ChannelClosedException e) {
            return null;
        }
    }

    @Override
    public E tryReceive() {
        try {
            return decode(requests.receives.tryReceive());
        } catch (IOException e) {
            throw unchecked(e);
        }
    }

    @Override
    public List<E> receiveUpTo(int max, Duration linger) throws InterruptedException {
        if (max < 1) {
            throw new IllegalArgumentException(
                    "channel "
                            + name()
                            + ": a batch of "
                            + max
                            + " elements; it must be at least 1");
        }
        requests.millis(linger);
        List<E> batch = new ArrayList<>();
        try {
            for (byte[] element : batches.receive(max, linger)) {
                batch.add(decode(element));
            }
        } catch (ChannelClosedException e) {
            return batch;
        } catch (IOException e) {
            throw unchecked(e);
        }
        return batch;
    }

    // What the protocol has no words for.

    private UnsupportedOperationException withoutTwoPhases() {
        return refused(
                "an element cannot be reserved there", "receive it, or reserve in that process");
    }

    @Override
    public Reservation<E> reserve() {
        throw withoutTwoPhases();
    }

    @Override
    public Reservation<E> reserve(Duration timeout) {
        throw withoutTwoPhases();
    }

    @Override
    public Reservation<E> reserveOrClosed() {
        throw withoutTwoPhases();
    }

    @Override
    public Reservation<E> tryReserve() {
        throw withoutTwoPhases();
    }

    @Override
    public ReserveClause<E> newReserveClause() {
        throw withoutTwoPhases();
    }

    @Override
    public SendClause<E> newSendClause() {
        throw refused(
                "a select cannot send to it, for what was sent cannot be taken back when another"
                        + " clause is chosen",
                "send in a coroutine of its own");
    }

    @Override
    public void cancel(Throwable cause) {
        throw refused(
                "what it keeps cannot be discarded from here", "close it and receive the rest");
    }

    // Clauses.

    @Override
    public ReceiveClause<E> newReceiveClause() {
        if (!requests.connection.peerSpeaks(1)) {
            throw refused(
                    "its peer speaks version 1.0, in which a receive cannot be withdrawn",
                    "receive in a coroutine of its own");
        }
        return new RemoteReceiveClause<>(this, requests, codec);
    }

    // Closing.

    @Override
    public boolean close(Throwable cause) {
        try {
            return requests.close();
        } catch (IOException e) {
            throw unchecked(e);
        }
    }

    @Override
    public boolean isClosedForSend() {
        try {
            return requests.isClosed();
        } catch (IOException e) {
            throw unchecked(e);
        }
    }

    @Override
    public boolean isClosedForReceive() {
        try {
            return requests.isDrained();
        } catch (IOException e) {
            throw unchecked(e);
        }
    }

    @Override
    public ChannelSnapshot snapshot() {
        try {
            return requests.look().snapshot();
        } catch (IOException e) {
            throw unchecked(e);
        }
    }

    @Override
    public String toString() {
        return "channel " + name() + " by " + requests.connection;
    }
}
