// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
//
// Bodies of native calls for tests.

#include <semaphore.h>
#include <stdint.h>
#include <stdlib.h>

#include "kcoro/coroutine.h"

// Sleeps three times as long as its argument says; returns the whole.
int64_t sleeps(kc_coroutine *self, void *argument, int64_t first) {
    int64_t nanoseconds = *(int64_t *)argument;
    (void)first;
    for (int i = 0; i < 3; i++) {
        kc_sleep(self, nanoseconds);
    }
    return 3 * nanoseconds;
}

// Lets others run, so often as its argument says.
int64_t turns(kc_coroutine *self, void *argument, int64_t first) {
    int64_t count = *(int64_t *)argument;
    int64_t sum = first;
    for (int64_t i = 0; i < count; i++) {
        sum += kc_yield(self, i) + 1;
    }
    return sum;
}

int64_t forever(kc_coroutine *self, void *argument, int64_t first) {
    (void)argument;
    (void)first;
    for (;;) {
        kc_yield(self, 0);
    }
}

// Asks with signal 99 for each of 1 to 10, and adds up the answers.
int64_t asks(kc_coroutine *self, void *argument, int64_t first) {
    int64_t sum = first;
    (void)argument;
    for (int64_t i = 1; i <= 10; i++) {
        sum += self->yield(self, i, 99);
    }
    return sum;
}

// Never yields, until its gate is opened.
int64_t keeps(kc_coroutine *self, void *argument, int64_t first) {
    (void)self;
    while (sem_wait(argument) != 0) {
    }
    return first;
}

void *new_gate(void) {
    sem_t *gate = malloc(sizeof *gate);
    sem_init(gate, 0, 0);
    return gate;
}

void open_gate(void *gate) {
    sem_post(gate);
}
