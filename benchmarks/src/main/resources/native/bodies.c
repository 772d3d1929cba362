// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
//
// The C side of the work native-switch.

#include <stdint.h>

#include "kcoro/coroutine.h"

// Answers each value, plus one.
int64_t echo(kc_coroutine *self, void *argument, int64_t first) {
    (void)argument;
    for (int64_t value = first;;) {
        value = kc_yield(self, value + 1);
    }
}

// Resumes a coroutine so often from C, and adds up what it answers.
int64_t round_trips(int64_t (*resume)(kc_coroutine *, int64_t), kc_coroutine *self, int64_t count) {
    int64_t sum = 0;
    for (int64_t i = 0; i < count; i++) {
        sum += resume(self, 0);
    }
    return sum;
}
