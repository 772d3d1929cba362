// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.protocol;

/**
 * The commands of protocol 1.0, and from 40 on those of later minor versions. What each asks for
 * and what answers it stands in the project's protocol page.
 *
 * <p>A request and its reply carry the same command, except that {@link #CHAN_TRY_SEND} is answered
 * as {@link #CHAN_SEND} and {@link #CHAN_TRY_RECV} as {@link #CHAN_RECV}; {@link #CHAN_DESTROY} and
 * {@link #CANCEL} are never answered.
 */
public enum Command {
    /** Opens a connection, in both directions: the sender's protocol version. */
    HELLO(1),
    /** Asks for the peer's version and capabilities. */
    GET_INFO(2),
    /** Asks for the counters of a channel. */
    GET_STATS(3),
    /** Makes a channel. */
    CHAN_MAKE(10),
    /** Sends an element, waiting as long as the request says. */
    CHAN_SEND(11),
    /** Sends an element; served like {@link #CHAN_SEND}. */
    CHAN_TRY_SEND(12),
    /** Receives an element, waiting as long as the request says. */
    CHAN_RECV(13),
    /** Receives an element; served like {@link #CHAN_RECV}. */
    CHAN_TRY_RECV(14),
    /** Closes a channel. */
    CHAN_CLOSE(15),
    /** Closes a channel and gives up its handle; has no reply. */
    CHAN_DESTROY(16),
    /** Opens a channel by its name, and makes it where it is asked to. Since 1.1. */
    CHAN_OPEN(40),
    /** Asks for all channels, a page at a time. Since 1.1. */
    CHAN_LIST(41),
    /**
     * Asks for the end of the wait of a send or receive, which its REQ_ID and CHAN_ID name; has no
     * reply of its own, the one to that request tells. Since 1.1.
     */
    CANCEL(42);

    private static final int FIRST_OF_MINOR_1 = 40;

    private static final Command[] BY_CODE = byCode();

    private final int code;

    Command(int code) {
        this.code = code;
    }

    /** The code in the frame's header. */
    public int code() {
        return code;
    }

    /** The minor version that has added it. */
    public int sinceMinor() {
        return code < FIRST_OF_MINOR_1 ? 0 : 1;
    }

    /**
     * The command of a code. Does not allocate.
     *
     * @param code any number, as it came off the wire
     * @return the command, or null when this version knows none of that code
     */
    public static Command ofCode(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }

    private static Command[] byCode() {
        Command[] commands = values();
        int greatest = 0;
        for (Command command : commands) {
            greatest = Math.max(greatest, command.code);
        }
        Command[] table = new Command[greatest + 1];
        for (Command command : commands) {
            table[command.code] = command;
        }
        return table;
    }
}
