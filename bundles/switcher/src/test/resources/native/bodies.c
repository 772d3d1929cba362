// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
//
// Bodies of native coroutines for tests.

#define _GNU_SOURCE
#include <fenv.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdlib.h>

#include "kcoro/coroutine.h"

// Answers each value, plus one.
int64_t echo(kc_coroutine *self, void *argument, int64_t first) {
    (void)argument;
    for (int64_t value = first;;) {
        value = kc_yield(self, value + 1);
    }
}

// Yields 0, 1, ... and returns how many its argument says.
int64_t count(kc_coroutine *self, void *argument, int64_t first) {
    int64_t limit = *(int64_t *)argument;
    (void)first;
    for (int64_t i = 0; i < limit; i++) {
        kc_yield(self, i);
    }
    return limit;
}

// Returns without a yield.
int64_t straight(kc_coroutine *self, void *argument, int64_t first) {
    (void)self;
    (void)argument;
    return 2 * first;
}

// Yields a signal of its own with each value.
int64_t asks(kc_coroutine *self, void *argument, int64_t first) {
    (void)argument;
    return self->yield(self, first + 1, 77) + self->yield(self, first + 2, 78);
}

// Yields the address of a number on its stack, and returns what Java has made of it.
int64_t shows(kc_coroutine *self, void *argument, int64_t first) {
    volatile int64_t number = first;
    (void)argument;
    kc_yield(self, (int64_t)(intptr_t)&number);
    return number;
}

static int64_t descend(kc_coroutine *self, int64_t depth) {
    volatile int64_t here = depth;
    int64_t below = depth == 0 ? kc_yield(self, 0) : descend(self, depth - 1);
    return below + here;
}

// Yields at the bottom of as many calls as its first value says, and adds up on the way back.
int64_t deep(kc_coroutine *self, void *argument, int64_t first) {
    (void)argument;
    return descend(self, first);
}

// Rounds upwards, and yields 1 / 3 so rounded as the bits of a double; returns 1 if nothing changed
// how it rounds.
int64_t rounding(kc_coroutine *self, void *argument, int64_t first) {
    (void)argument;
    (void)first;
    int64_t kept = fesetround(FE_UPWARD) == 0;
    for (int i = 0; i < 1000; i++) {
        volatile double one = 1;
        volatile double three = 3;
        union {
            double value;
            int64_t bits;
        } third = {one / three};
        kc_yield(self, third.bits);
        kept &= fegetround() == FE_UPWARD;
    }
    return kept;
}

static int64_t endless(volatile char *above) {
    volatile char here[256];
    here[0] = above[0];
    return endless(here) + here[0];
}

// Needs more stack than there is.
int64_t overflow(kc_coroutine *self, void *argument, int64_t first) {
    (void)self;
    (void)argument;
    volatile char here = (char)first;
    return endless(&here);
}

// A gate between a thread that is in C and one in Java: neither polls.
struct gate {
    sem_t entered;
    sem_t open;
};

void *new_gate(void) {
    struct gate *gate = malloc(sizeof *gate);
    sem_init(&gate->entered, 0, 0);
    sem_init(&gate->open, 0, 0);
    return gate;
}

void await_entered(void *gate) {
    while (sem_wait(&((struct gate *)gate)->entered) != 0) {
    }
}

void open_gate(void *gate) {
    sem_post(&((struct gate *)gate)->open);
}

void free_gate(void *gate) {
    free(gate);
}

// Keeps its thread until the gate is opened, then yields once.
int64_t keeps(kc_coroutine *self, void *argument, int64_t first) {
    struct gate *gate = argument;
    sem_post(&gate->entered);
    while (sem_wait(&gate->open) != 0) {
    }
    return kc_yield(self, first);
}

// Keeps numbers in as many registers as there are, across its yields. What it yields depends on all
// of them and on what came; mixed in Java gives the same.
int64_t mix(kc_coroutine *self, void *argument, int64_t first) {
    uint64_t a = (uint64_t)first, b = a * 3 + 1, c = a * 5 + 2, d = a * 7 + 3, e = a * 11 + 4, f = a * 13 + 5;
    double x = (double)(a & 1023), y = x + 1, z = x + 2, w = x + 3;
    int64_t rounds = (int64_t)(intptr_t)argument;
    for (int64_t i = 0; i < rounds; i++) {
        uint64_t sum = a ^ (b << 1) ^ (c << 2) ^ (d << 3) ^ (e << 4) ^ (f << 5);
        uint64_t got = (uint64_t)kc_yield(self, (int64_t)(sum + (uint64_t)(x + y + z + w)));
        a += got;
        b ^= a;
        c += b;
        d ^= c;
        e += d;
        f ^= e;
        x = y;
        y = z;
        z = w;
        w = (double)(got & 1023);
    }
    return (int64_t)(a ^ b ^ c ^ d ^ e ^ f);
}
