// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
//
// Two coroutines of an adapter: one makes records, one changes them where they are.

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>

#include "kcoro/coroutine.h"

enum { RECORD_BYTES = 64 };

struct makes {
    int64_t pool;
    int64_t out;
    int64_t run; // one more, at least, each time that the adapter is plugged in
};

// Sends "record <run> <number>", numbered from 0, until the channel is closed; returns how many.
int64_t makes_records(kc_coroutine *self, void *argument, int64_t first) {
    const struct makes *it = argument;
    for (int64_t number = first;; number++) {
        kc_payload record = KC_NO_PAYLOAD;
        kc_allocate(self, it->pool, RECORD_BYTES, &record);
        snprintf(record.data, RECORD_BYTES, "record %" PRId64 " %" PRId64, it->run, number);
        if (kc_send(self, it->out, &record) == KC_CLOSED) {
            kc_release(self, &record);
            return number;
        }
    }
}

struct changes {
    int64_t in;
    int64_t out;
};

// Hands records on in capital letters, until one of its channels is closed; returns how many.
int64_t capitalizes(kc_coroutine *self, void *argument, int64_t first) {
    const struct changes *it = argument;
    for (int64_t count = first;; count++) {
        kc_payload record = KC_NO_PAYLOAD;
        if (kc_recv(self, it->in, &record) == KC_CLOSED) {
            return count;
        }
        char *text = record.data;
        for (int64_t i = 0; i < record.length; i++) {
            text[i] = (char)toupper((unsigned char)text[i]);
        }
        if (kc_send(self, it->out, &record) == KC_CLOSED) {
            kc_release(self, &record);
            return count;
        }
    }
}
