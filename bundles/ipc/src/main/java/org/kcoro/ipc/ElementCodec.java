// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

/**
 * How elements are bytes between processes. Used by any number of coroutines and threads at once,
 * outside locks.
 *
 * @param <E> the type of the elements
 */
public interface ElementCodec<E> {

    /**
     * The bytes of an element, at most {@link RemoteChannel#MAX_ELEMENT_LENGTH}. What it throws is
     * thrown by the send, which then has sent nothing.
     *
     * @param element never null
     * @return not changed until the send has returned
     */
    byte[] encode(E element);

    /**
     * The element of some bytes, whoever has sent them. What it throws is thrown by the receive,
     * and the element is lost.
     *
     * @param bytes the codec's own from now on
     * @return never null
     */
    E decode(byte[] bytes);
}
