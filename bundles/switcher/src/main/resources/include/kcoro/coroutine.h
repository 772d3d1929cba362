// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
//
// C functions as coroutines that Java resumes. This header is all that C code needs: there is
// nothing to link with. docs/guide/native.md shows how it is used, docs/design/native-switcher.md
// how it works.
//
// Rules for a body, and for all that it calls:
// - It yields only with its own coroutine, on its own stack, while it runs.
// - It never calls into Java, neither by JNI nor by a function pointer that Java made: Java frames
//   cannot stand on this stack. It yields instead, and Java acts.
// - It may go on in another thread behind a yield. It keeps no errno, and no address of a
//   thread-local variable, across one. A coroutine that was opened pinned stays with its thread.
// - No longjmp and no C++ exception goes past a resume or the body.
// - The stack is small, 64 KiB unless told, and behind it the process ends: no large arrays on it.

#ifndef KCORO_COROUTINE_H
#define KCORO_COROUTINE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// The version of this layout.
#define KC_ABI 1

// Signals: what a yield means.
enum {
    KC_YIELD = 0, // an ordinary value
    // Requests. A scheduler that runs the coroutine serves the first, and zref, where its handler was
    // given to the call, the others.
    KC_SLEEP = 1,
    KC_ALLOCATE = 16,
    KC_SEND = 17,
    KC_RECV = 18,
    KC_RELEASE = 19,
    KC_ENDED = -1 // the body has returned; never yielded by C code
};

typedef struct kc_coroutine kc_coroutine;

// The head of a coroutine, at the top of its stack. C code uses the functions below instead.
struct kc_coroutine {
    int64_t (*yield)(kc_coroutine *self, int64_t value, int64_t signal);
    void *sp;
    int64_t signal;
    int64_t abi;
};

// The body of a coroutine. What it returns is what the last resume answers.
//
// argument: given when the coroutine was opened; first: the value of the first resume.
typedef int64_t kc_body(kc_coroutine *self, void *argument, int64_t first);

// Suspends the coroutine: the resume that runs it answers value. Returns the value of the next
// resume; never, if the coroutine is closed instead.
static inline int64_t kc_yield(kc_coroutine *self, int64_t value) {
    return self->yield(self, value, KC_YIELD);
}

// Waits for a duration, never shorter, while others run; for coroutines that a scheduler runs. Zero or
// less does not wait.
static inline void kc_sleep(kc_coroutine *self, int64_t nanoseconds) {
    self->yield(self, nanoseconds, KC_SLEEP);
}

// Payloads: bytes outside the Java heap, which are handed on without a copy.

// What requests for payloads answer.
enum {
    KC_OK = 0,
    KC_CLOSED = 1 // the channel is closed; for kc_recv, and drained
};

// Flags of a payload.
enum {
    KC_READ_ONLY = 1
};

// A payload that the coroutine owns, or none: lease is 0 then.
typedef struct kc_payload {
    void *data;
    int64_t length; // in bytes
    int64_t lease;
    int64_t flags;
} kc_payload;

// To begin with.
#define KC_NO_PAYLOAD {0, 0, 0, 0}

typedef struct kc_exchange {
    int64_t handle;
    kc_payload *payload;
    int64_t length;
} kc_exchange;

static inline int64_t kc_ask(kc_coroutine *self, int64_t signal, int64_t handle, kc_payload *payload, int64_t length) {
    kc_exchange exchange = {handle, payload, length};
    return self->yield(self, (int64_t)(intptr_t)&exchange, signal);
}

// Takes a block of a pool, and owns it; waits while there is none.
//
// pool: a handle that Java has given; payload: none before.
static inline int64_t kc_allocate(kc_coroutine *self, int64_t pool, int64_t length, kc_payload *payload) {
    return kc_ask(self, KC_ALLOCATE, pool, payload, length);
}

// Sends a payload that it owns; waits while the channel has no room. Behind KC_OK it owns it no more,
// and must not touch its bytes; behind KC_CLOSED it still does.
//
// channel: a handle that Java has given.
static inline int64_t kc_send(kc_coroutine *self, int64_t channel, kc_payload *payload) {
    return kc_ask(self, KC_SEND, channel, payload, 0);
}

// Receives a payload, and owns it; waits while the channel has none.
//
// channel: a handle that Java has given; payload: none before.
static inline int64_t kc_recv(kc_coroutine *self, int64_t channel, kc_payload *payload) {
    return kc_ask(self, KC_RECV, channel, payload, 0);
}

// Gives back a payload that it owns.
static inline void kc_release(kc_coroutine *self, kc_payload *payload) {
    kc_ask(self, KC_RELEASE, 0, payload, 0);
}

#ifdef __cplusplus
}
#endif

#endif
