// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

/**
 * An element that was taken out of its channel on approval: {@link #commit} receives it, {@link
 * #abort} returns it to the head of the channel, for the next receiver. Until then it keeps its
 * place in the capacity, is counted as {@code reserved}, and no other one can receive it.
 *
 * <p>The sender of a rendezvous element goes on waiting until one or the other: what it does not
 * know cannot be taken back, so its deadline or stop request takes effect after an abort. On a
 * conflated channel a newer element wins over an aborted one, which goes to {@code onUndelivered}.
 * After a close, an aborted element is still received, except that the sender of a rendezvous
 * element then keeps it.
 *
 * <p>End it soon, exactly once, by any thread; close() aborts what was not committed:
 *
 * <pre>{@code
 * try (Reservation<Order> reservation = orders.reserve()) {
 *     store(reservation.element());
 *     reservation.commit();
 * }
 * }</pre>
 *
 * @param <E> the type of the element
 */
public interface Reservation<E> extends AutoCloseable {

    /** The element. The channel owns it until the commit. */
    E element();

    /**
     * Receives the element: it is counted now, and the caller owns it.
     *
     * @throws IllegalStateException when it was committed or aborted before
     */
    void commit();

    /**
     * Returns the element to the channel.
     *
     * @throws IllegalStateException when it was committed or aborted before
     */
    void abort();

    /** Aborts unless it was committed or aborted. */
    @Override
    void close();
}
