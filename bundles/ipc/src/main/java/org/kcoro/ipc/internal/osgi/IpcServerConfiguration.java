// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal.osgi;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The bridge's settings as Configuration Admin shows them. */
@ObjectClassDefinition(name = "kcoro IPC bridge")
public @interface IpcServerConfiguration {

    /** Where to listen; blank takes kcoro.socket, and without that the bridge does not listen. */
    @AttributeDefinition(
            name = "Socket",
            description = "Path of the socket; blank: kcoro.socket, without which nobody listens")
    String socket() default "";

    /** Which transports, comma-separated; blank takes kcoro.transport, else unix-stream. */
    @AttributeDefinition(
            name = "Transports",
            description =
                    "Names, comma-separated; the first takes the socket's path, each further one that"
                            + " path with '.' and its name; blank: kcoro.transport, else unix-stream")
    String transport() default "";

    /** How many connections there may be at once. */
    @AttributeDefinition(
            name = "Connections",
            description = "How many at once; blank: kcoro.maxConnections, else 1024")
    String maxConnections() default "";

    /** How many channels peers may have made. */
    @AttributeDefinition(
            name = "Channels",
            description = "How many peers may make; blank: kcoro.maxChannels, else 65536")
    String maxChannels() default "";

    /** How many channels one peer may make. */
    @AttributeDefinition(
            name = "Channels of a peer",
            description = "How many one may make; blank: kcoro.maxChannelsPerPeer, else 16384")
    String maxChannelsPerPeer() default "";

    /** How long the payload of a frame may be. */
    @AttributeDefinition(
            name = "Frame bytes",
            description = "Longest payload; blank: kcoro.maxFrameBytes, else 1048576")
    String maxFrameBytes() default "";

    /** How many requests may be in flight. */
    @AttributeDefinition(
            name = "Requests",
            description = "How many may be unanswered; blank: kcoro.maxRequests, else 65536")
    String maxRequests() default "";

    /** How many requests of one peer may be in flight. */
    @AttributeDefinition(
            name = "Requests of a peer",
            description = "How many of one; blank: kcoro.maxRequestsPerPeer, else 4096")
    String maxRequestsPerPeer() default "";

    /** How many bytes the elements of requests in flight may have. */
    @AttributeDefinition(
            name = "Request bytes",
            description = "Elements unanswered; blank: kcoro.maxRequestBytes, else 67108864")
    String maxRequestBytes() default "";

    /** How many bytes those of one peer may have. */
    @AttributeDefinition(
            name = "Request bytes of a peer",
            description = "Those of one; blank: kcoro.maxRequestBytesPerPeer, else 16777216")
    String maxRequestBytesPerPeer() default "";

    /** How long requests may go on when the server closes. */
    @AttributeDefinition(
            name = "Drain",
            description = "Milliseconds at its end; blank: kcoro.ipcDrainMillis, else 1000")
    String ipcDrainMillis() default "";

    /** Whom it serves besides its own user. */
    @AttributeDefinition(
            name = "Users",
            description = "Names or numbers, comma-separated; blank: kcoro.allowedUsers, else none")
    String allowedUsers() default "";

    /** Of which groups it serves users besides its own. */
    @AttributeDefinition(
            name = "Groups",
            description =
                    "Names or numbers, comma-separated; blank: kcoro.allowedGroups, else none")
    String allowedGroups() default "";
}
