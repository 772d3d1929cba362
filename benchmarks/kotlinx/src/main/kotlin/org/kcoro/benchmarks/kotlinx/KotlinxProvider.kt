// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.kotlinx

import java.util.EnumSet
import org.kcoro.benchmarks.Subject
import org.kcoro.benchmarks.SubjectProvider
import org.kcoro.benchmarks.Work

/**
 * kotlinx.coroutines: on the event loop of runBlocking with one worker, which is the fastest that
 * it has there, and on Dispatchers.Default with more.
 */
class KotlinxProvider : SubjectProvider {

    override fun system() = "kotlinx"

    override fun works(): Set<Work> = EnumSet.allOf(Work::class.java) - Work.onPayloads() - Work.onBridge() -
        Work.NATIVE_SWITCH

    override fun jvmOptions(workers: Int) =
        listOf(
            "-Dkotlinx.coroutines.scheduler.core.pool.size=$workers",
            "-Dkotlinx.coroutines.scheduler.max.pool.size=$workers",
        )

    override fun note(work: Work): String {
        val what =
            when (work) {
                Work.SWITCH -> "yield()"
                Work.SPAWN -> "launch in a coroutineScope"
                Work.SKYNET -> "async and await"
                Work.PARKED_BYTES -> "coroutines in awaitCancellation()"
                Work.SELECT_2 -> "select over two onReceive"
                else -> "Channel"
            }
        return "$what; 1 worker: the event loop of runBlocking, 2: Dispatchers.Default"
    }

    override fun open(workers: Int): Subject = KotlinxSubject(workers)
}
