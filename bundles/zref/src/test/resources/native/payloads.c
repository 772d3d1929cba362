// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
//
// Bodies of native calls on payloads, for tests.

#include <stdint.h>
#include <string.h>

#include "kcoro/coroutine.h"

struct pipe {
    int64_t pool;
    int64_t in;
    int64_t out;
    int64_t count;
};

// Sends so many payloads of a pool, with their number at both ends.
int64_t produces(kc_coroutine *self, void *argument, int64_t first) {
    struct pipe *pipe = argument;
    for (int64_t i = first; i < pipe->count; i++) {
        kc_payload payload = KC_NO_PAYLOAD;
        kc_allocate(self, pipe->pool, 100, &payload);
        memcpy(payload.data, &i, sizeof i);
        memcpy((char *)payload.data + payload.length - sizeof i, &i, sizeof i);
        if (kc_send(self, pipe->out, &payload) == KC_CLOSED) {
            kc_release(self, &payload);
            return -i;
        }
    }
    return pipe->count;
}

// Doubles the number at the beginning of each, and hands it on; returns how many there were.
int64_t doubles(kc_coroutine *self, void *argument, int64_t first) {
    struct pipe *pipe = argument;
    int64_t count = first;
    for (;;) {
        kc_payload payload = KC_NO_PAYLOAD;
        if (kc_recv(self, pipe->in, &payload) == KC_CLOSED) {
            return count;
        }
        int64_t number;
        memcpy(&number, payload.data, sizeof number);
        number *= 2;
        memcpy(payload.data, &number, sizeof number);
        kc_send(self, pipe->out, &payload);
        count++;
    }
}

// Keeps what it has received.
int64_t hoards(kc_coroutine *self, void *argument, int64_t first) {
    struct pipe *pipe = argument;
    (void)first;
    for (;;) {
        kc_payload payload = KC_NO_PAYLOAD;
        kc_recv(self, pipe->in, &payload);
    }
}

// Releases twice.
int64_t releases(kc_coroutine *self, void *argument, int64_t first) {
    struct pipe *pipe = argument;
    kc_payload payload = KC_NO_PAYLOAD;
    kc_allocate(self, pipe->pool, 100, &payload);
    kc_payload copy = payload;
    kc_release(self, &payload);
    kc_release(self, &copy);
    return first;
}

// Receives into a payload that it owns.
int64_t loses(kc_coroutine *self, void *argument, int64_t first) {
    struct pipe *pipe = argument;
    kc_payload payload = KC_NO_PAYLOAD;
    kc_allocate(self, pipe->pool, 100, &payload);
    kc_allocate(self, pipe->pool, 100, &payload);
    return first;
}
