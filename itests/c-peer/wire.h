// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
//
// The wire protocol 1.0 for a C peer: blocking sockets, frames and attributes. A header goes out as
// one packet and a payload as the next; what comes in may be split anywhere.
#ifndef KCORO_WIRE_H
#define KCORO_WIRE_H

#include <stddef.h>
#include <stdint.h>

enum {
  HELLO = 1,
  GET_INFO = 2,
  GET_STATS = 3,
  CHAN_MAKE = 10,
  CHAN_SEND = 11,
  CHAN_TRY_SEND = 12,
  CHAN_RECV = 13,
  CHAN_TRY_RECV = 14,
  CHAN_CLOSE = 15,
  CHAN_DESTROY = 16
};

enum {
  ABI_MAJOR = 1,
  ABI_MINOR = 2,
  CAPS = 3,
  KIND = 5,
  ELEM_SIZE = 6,
  CAPACITY = 7,
  TIMEOUT_MS = 8,
  SEND_OPS = 9,
  RECV_OPS = 10,
  CHAN_ID = 20,
  ELEMENT = 21,
  RESULT = 22,
  REQ_ID = 26
};

enum { RENDEZVOUS = 0, BUFFERED = 1, CONFLATED = -1, UNLIMITED = -2 };

enum { HEADER_LENGTH = 8, MAX_PAYLOAD = 70000, MAX_ELEMENT = 65535 };

struct frame {
  uint16_t command;
  uint32_t length;
  unsigned char payload[MAX_PAYLOAD];
};

// All but peer_listen and peer_connect end the process when the connection fails, unless told.

// A socket of type "stream" or "seqpacket" that listens on a path, which is replaced.
int peer_listen(const char *type, const char *path);

// A socket that is connected to a path.
int peer_connect(const char *type, const char *path);

void begin(struct frame *frame, int command);
void put_u32(struct frame *frame, int type, uint32_t value);
void put_bytes(struct frame *frame, int type, const void *bytes, size_t length);

// Writes a frame: header, then payload, if there is one. 0, or -1 when the peer has gone.
int write_frame(int fd, const struct frame *frame);

// Writes some bytes as one packet.
void write_packet(int fd, const void *bytes, size_t length);

// Lays a frame out in memory; answers its length.
size_t lay_out(const struct frame *frame, unsigned char *bytes);

// Reads a frame: eight bytes, then as many as they announce. 0, or -1 at the peer's end.
int read_frame(int fd, struct frame *frame);

// The value of the first attribute of a type, and its length; NULL when there is none.
const unsigned char *find(const struct frame *frame, int type, size_t *length);

// Whether there is a scalar of a type.
int has_u32(const struct frame *frame, int type);

// The value of a scalar, or a default.
uint32_t get_u32(const struct frame *frame, int type, uint32_t otherwise);

// Says what went wrong, and ends the process.
_Noreturn void die(const char *format, ...);

#endif
