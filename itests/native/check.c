// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
//
// Checks a library of the switcher, without a JVM: usage: check LIBRARY. Thread and coroutine switch
// to and fro, each with every register and control word that a call must preserve full of a pattern
// of its own, and look at them afterwards. Says "ok" and exits with 0, or names what was lost.

#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kcoro/coroutine.h"

#define ROUNDS 2000
#define STACK_BYTES (64 * 1024)
#define CONTROL_BLOCK 64

#if defined(__x86_64__)
static const char *const NAMES[] = {"rbx", "rbp", "r12", "r13", "r14", "r15", "mxcsr", "x87cw", "rsp"};
enum { REGISTERS = 6, WORDS = 9 };
static void control_words(uint64_t *fill, uint64_t random) {
    fill[6] = 0x1f80 | (random & 3) << 13;             // how SSE rounds
    fill[7] = 0x037f & ~(uint64_t)0xc00;
    fill[7] |= (random >> 2 & 3) << 10;                // how the x87 rounds
}
#elif defined(__aarch64__)
static const char *const NAMES[] = {"x19", "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27", "x28", "x29",
                                    "d8",  "d9",  "d10", "d11", "d12", "d13", "d14", "d15", "fpcr", "sp"};
enum { REGISTERS = 19, WORDS = 21 };
static void control_words(uint64_t *fill, uint64_t random) {
    fill[19] = (random & 3) << 22 | (random >> 2 & 1) << 24; // how it rounds; whether it flushes to zero
}
#else
#error "There is no switcher for this architecture."
#endif

typedef int64_t kc_function(kc_coroutine *, int64_t, int64_t);

int64_t across(kc_function *function, kc_coroutine *self, int64_t value, int64_t signal, const uint64_t *fill,
               uint64_t *seen);

static int faults;

static void fail(const char *what, const char *side) {
    printf("%s of the %s\n", what, side);
    faults++;
}

// Numbers that differ in every byte, from one round and one side to the next.
static uint64_t next(uint64_t *state) {
    *state += 0x9e3779b97f4a7c15u;
    uint64_t z = *state;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static int64_t checked(kc_function *function, kc_coroutine *self, int64_t value, uint64_t *random, const char *side) {
    uint64_t fill[WORDS] = {0};
    uint64_t seen[WORDS] = {0};
    for (int i = 0; i < REGISTERS; i++) {
        fill[i] = next(random);
    }
    control_words(fill, next(random));
    int64_t answer = across(function, self, value, KC_YIELD, fill, seen);
    for (int i = 0; i < WORDS; i++) {
        if (fill[i] != seen[i]) {
            fail(NAMES[i], side);
        }
    }
    return answer;
}

static int64_t body(kc_coroutine *self, void *argument, int64_t first) {
    uint64_t random = 1;
    if (strcmp(argument, "argument") != 0 || first != 1000) {
        fail("the arguments", "body");
    }
    if ((uintptr_t)__builtin_frame_address(0) % 16 != 0) {
        fail("the alignment", "stack");
    }
    for (int i = 0; i < ROUNDS; i++) {
        if (checked(self->yield, self, 7 * i, &random, "coroutine") != 1001 + i) {
            fail("the value", "resume");
        }
    }
    return 42;
}

static void *symbol(void *library, const char *name) {
    void *found = dlsym(library, name);
    if (found == NULL) {
        printf("%s\n", dlerror());
        exit(2);
    }
    return found;
}

int main(int count, char **arguments) {
    void *library = count == 2 ? dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL) : NULL;
    if (library == NULL) {
        printf("usage: check LIBRARY (%s)\n", count == 2 ? dlerror() : "no library");
        return 2;
    }
    kc_function *resume = (kc_function *)symbol(library, "kc_resume");
    void (*prepare)(void *, kc_body *, void *) = (void (*)(void *, kc_body *, void *))symbol(library, "kc_prepare");
    int64_t (*abi)(void) = (int64_t (*)(void))symbol(library, "kc_abi");
    int64_t (*shadow_stack)(void) = (int64_t (*)(void))symbol(library, "kc_shadow_stack");
    if (abi() != KC_ABI || shadow_stack() != 0) {
        fail("the answers", "library");
    }

    // The bytes of a stack come as they are: nothing may count on zeros.
    char *stack = aligned_alloc(64, STACK_BYTES);
    memset(stack, 0xa5, STACK_BYTES);
    kc_coroutine *self = (kc_coroutine *)(stack + STACK_BYTES - CONTROL_BLOCK);
    prepare(self, body, "argument");
    uint64_t random = 2;
    for (int i = 0; i < ROUNDS; i++) {
        if (checked(resume, self, 1000 + i, &random, "thread") != 7 * i || self->signal != KC_YIELD) {
            fail("the value", "yield");
        }
    }
    for (int i = 0; i < 2; i++) {
        // Once more than it can: it ends again.
        int64_t result = checked(resume, self, 1000 + ROUNDS, &random, "thread");
        if ((i == 0 && result != 42) || self->signal != KC_ENDED) {
            fail("the result", "body");
        }
    }
    free(stack);
    printf(faults == 0 ? "ok\n" : "%d faults\n", faults);
    return faults == 0 ? 0 : 1;
}
