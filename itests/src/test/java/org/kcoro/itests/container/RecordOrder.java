// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.container;

/**
 * What the records of the adapter in C must be like when they arrive: in capital letters, in their
 * order, each once. One record of a run may be missing, where that run was ended: the adapter held
 * it, and has given it back.
 */
final class RecordOrder {

    private long run = -1;
    private long number;
    private boolean missing;

    /**
     * Takes the next record.
     *
     * @return its run
     * @throws IllegalStateException when it is not what must come
     */
    long take(String record) {
        String[] words = record.split(" ");
        if (words.length != 3 || !words[0].equals("RECORD")) {
            throw new IllegalStateException("a record \"" + record + "\"");
        }
        long itsRun = Long.parseLong(words[1]);
        long itsNumber = Long.parseLong(words[2]);
        if (itsRun < run) {
            throw new IllegalStateException(record + " behind run " + run);
        }
        if (itsRun > run) {
            run = itsRun;
            number = -1;
            missing = false;
        }
        boolean follows = itsNumber == number + 1;
        if (!follows && (missing || itsNumber != number + 2)) {
            throw new IllegalStateException(record + " behind number " + number);
        }
        missing |= !follows;
        number = itsNumber;
        return run;
    }
}
