// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
//
// The examples of the guide to C functions as coroutines.

#include <string.h>

// tag::sums[]
#include "kcoro/coroutine.h"

int64_t sums(kc_coroutine *self, void *argument, int64_t first) {
    (void)argument;
    int64_t sum = first;
    for (;;) {
        sum += kc_yield(self, sum); // from here, or from any function that it calls
    }
}
// end::sums[]

static void fill(void *data, int64_t length) {
    memset(data, 'k', (size_t)length);
}

// tag::frames[]
int64_t frames(kc_coroutine *self, void *argument, int64_t first) {
    const int64_t *handles = argument; // a pool, a channel
    for (;;) {
        kc_payload frame = KC_NO_PAYLOAD;
        kc_allocate(self, handles[0], 1500, &frame);
        fill(frame.data, frame.length);
        if (kc_send(self, handles[1], &frame) == KC_CLOSED) {
            kc_release(self, &frame);
            return first;
        }
        kc_sleep(self, 1000000);
    }
}
// end::frames[]
