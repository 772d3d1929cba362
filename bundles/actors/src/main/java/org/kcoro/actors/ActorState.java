// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors;

/** Where an actor is in its life. */
public enum ActorState {
    /** It handles messages, or waits for one. */
    RUNNING,
    /** Its body has failed and is made anew when the back-off is over; messages are kept. */
    RESTARTING,
    /** It takes no more messages; after a stop it handles those that it has. */
    STOPPING,
    /** It has ended. */
    TERMINATED
}
