// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.kotlinx

import java.util.concurrent.CountDownLatch
import kotlin.concurrent.thread
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.EmptyCoroutineContext
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.kcoro.benchmarks.Subject
import org.kcoro.benchmarks.Work

internal class KotlinxSubject(private val workers: Int) : Subject {

    private val context: CoroutineContext =
        if (workers == 1) EmptyCoroutineContext else Dispatchers.Default

    override fun switches(count: Int) {
        val coroutines = 2 * workers
        val each = count / coroutines
        runBlocking(context) { repeat(coroutines) { launch { repeat(each) { yield() } } } }
    }

    override fun spawn(count: Int) {
        runBlocking(context) {
            repeat(count / BATCH) { coroutineScope { repeat(BATCH) { launch {} } } }
        }
    }

    override fun skynet(leaves: Int): Long = runBlocking(context) { tree(0, leaves) }

    private suspend fun tree(first: Long, leaves: Int): Long {
        if (leaves == 1) return first
        return coroutineScope {
            val share = leaves / CHILDREN
            val children = ArrayList<Deferred<Long>>(CHILDREN)
            for (i in 0 until CHILDREN) {
                children.add(async { tree(first + i.toLong() * share, share) })
            }
            var sum = 0L
            for (child in children) sum += child.await()
            sum
        }
    }

    override fun exchange(work: Work, count: Int): Long =
        runBlocking(context) { Exchange(this).run(work, count) }

    override fun park(count: Int) {
        val begun = CountDownLatch(count)
        thread(isDaemon = true) {
            runBlocking(context) {
                repeat(count) {
                    launch {
                        begun.countDown()
                        awaitCancellation()
                    }
                }
            }
        }
        begun.await()
    }

    private companion object {
        const val BATCH = 10_000
        const val CHILDREN = 10
    }
}
