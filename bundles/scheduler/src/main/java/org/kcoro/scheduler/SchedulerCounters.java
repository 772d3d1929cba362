// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

/**
 * Counts since the scheduler was built; exact when it is at rest.
 *
 * @param submitted coroutines launched
 * @param completed coroutines ended, however
 * @param fastPathHits turns taken from a worker's slot
 * @param fastPathMisses turns that found the slot taken
 * @param stealProbes queues of other workers looked into
 * @param stealSuccesses turns stolen
 * @param stealFailures searches that found nothing anywhere
 * @param injectionPulls turns taken from the injection queue
 */
public record SchedulerCounters(
        long submitted,
        long completed,
        long fastPathHits,
        long fastPathMisses,
        long stealProbes,
        long stealSuccesses,
        long stealFailures,
        long injectionPulls) {}
