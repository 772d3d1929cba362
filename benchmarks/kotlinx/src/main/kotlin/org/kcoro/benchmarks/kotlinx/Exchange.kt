// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.kotlinx

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.channels.ReceiveChannel
import kotlinx.coroutines.channels.SendChannel
import kotlinx.coroutines.launch
import kotlinx.coroutines.selects.select
import org.kcoro.benchmarks.Element
import org.kcoro.benchmarks.Work

/** The works on channels, as all systems do them. */
internal class Exchange(private val scope: CoroutineScope) {

    /** Sends [count] elements; the sum of the numbers that receivers got. */
    suspend fun run(work: Work, count: Int): Long =
        when (work) {
            Work.RENDEZVOUS -> stream(Channel(), 1, count)
            Work.BUFFERED_16 -> stream(Channel(16), 1, count)
            Work.BUFFERED_1024 -> stream(Channel(1024), 1, count)
            Work.UNLIMITED -> stream(Channel(Channel.UNLIMITED), 1, count)
            Work.CONFLATED -> stream(Channel(Channel.CONFLATED), 1, count)
            Work.MPMC_4X4 -> stream(Channel(64), 4, count)
            Work.PINGPONG -> pingPong(Channel(), Channel(), count)
            Work.SELECT_2 -> select(Channel(), Channel(), count)
            else -> throw UnsupportedOperationException(work.label())
        }

    /** As many senders as receivers; each sender ends one of the receivers. */
    private suspend fun stream(channel: Channel<Element>, pairs: Int, count: Int): Long {
        val sums = ArrayList<Deferred<Long>>(pairs)
        repeat(pairs) {
            scope.launch { send(channel, count / pairs) }
            sums.add(scope.async { receive(channel) })
        }
        return sums.awaitAll().sum()
    }

    private suspend fun send(channel: SendChannel<Element>, count: Int) {
        for (i in 0 until count) channel.send(Element.of(i))
        channel.send(Element.LAST)
    }

    private suspend fun receive(channel: ReceiveChannel<Element>): Long {
        var sum = 0L
        while (true) {
            val element = channel.receive()
            if (element === Element.LAST) return sum
            sum += element.number()
        }
    }

    private suspend fun pingPong(
        there: Channel<Element>,
        back: Channel<Element>,
        count: Int,
    ): Long {
        val sum = scope.async { ping(there, back, count) }
        scope.launch { pong(there, back) }
        return sum.await()
    }

    private suspend fun ping(
        there: SendChannel<Element>,
        back: ReceiveChannel<Element>,
        count: Int,
    ): Long {
        var sum = 0L
        for (i in 0 until count) {
            there.send(Element.of(i))
            sum += back.receive().number()
        }
        there.send(Element.LAST)
        return sum
    }

    private suspend fun pong(there: ReceiveChannel<Element>, back: SendChannel<Element>) {
        while (true) {
            val element = there.receive()
            if (element === Element.LAST) return
            back.send(element)
        }
    }

    private suspend fun select(
        first: Channel<Element>,
        second: Channel<Element>,
        count: Int,
    ): Long {
        scope.launch { send(first, count / 2) }
        scope.launch { send(second, count / 2) }
        return scope.async { selectFrom(first, second) }.await()
    }

    private suspend fun selectFrom(
        first: ReceiveChannel<Element>,
        second: ReceiveChannel<Element>,
    ): Long {
        var sum = 0L
        var ended = 0
        while (ended < 2) {
            val element =
                select<Element> {
                    first.onReceive { it }
                    second.onReceive { it }
                }
            if (element === Element.LAST) ended++
            sum += element.number()
        }
        return sum
    }
}
