// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
#include "wire.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void die(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fprintf(stderr, "peer: ");
  vfprintf(stderr, format, arguments);
  fprintf(stderr, "\n");
  va_end(arguments);
  exit(1);
}

static int open_socket(const char *type) {
  int number = strcmp(type, "seqpacket") == 0 ? SOCK_SEQPACKET : SOCK_STREAM;
  int fd = socket(AF_UNIX, number | SOCK_CLOEXEC, 0);
  if (fd < 0) die("socket: %s", strerror(errno));
  return fd;
}

static void set_address(struct sockaddr_un *address, const char *path) {
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  if (strlen(path) >= sizeof address->sun_path) die("the path is too long: %s", path);
  strcpy(address->sun_path, path);
}

int peer_listen(const char *type, const char *path) {
  int fd = open_socket(type);
  struct sockaddr_un address;
  set_address(&address, path);
  unlink(path);
  if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0) die("bind: %s", strerror(errno));
  if (listen(fd, 8) < 0) die("listen: %s", strerror(errno));
  return fd;
}

int peer_connect(const char *type, const char *path) {
  int fd = open_socket(type);
  struct sockaddr_un address;
  set_address(&address, path);
  if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0)
    die("connect: %s", strerror(errno));
  return fd;
}

static void put16(unsigned char *bytes, uint32_t value) {
  bytes[0] = value >> 8;
  bytes[1] = value;
}

static void put32(unsigned char *bytes, uint32_t value) {
  put16(bytes, value >> 16);
  put16(bytes + 2, value);
}

static uint32_t get16(const unsigned char *bytes) { return bytes[0] << 8 | bytes[1]; }

static uint32_t get32(const unsigned char *bytes) {
  return get16(bytes) << 16 | get16(bytes + 2);
}

void begin(struct frame *frame, int command) {
  frame->command = command;
  frame->length = 0;
}

void put_bytes(struct frame *frame, int type, const void *bytes, size_t length) {
  if (frame->length + 4 + length > MAX_PAYLOAD) die("a frame is too long");
  unsigned char *at = frame->payload + frame->length;
  put16(at, type);
  put16(at + 2, length);
  memcpy(at + 4, bytes, length);
  frame->length += 4 + length;
}

void put_u32(struct frame *frame, int type, uint32_t value) {
  unsigned char bytes[4];
  put32(bytes, value);
  put_bytes(frame, type, bytes, sizeof bytes);
}

static int send_all(int fd, const unsigned char *bytes, size_t length) {
  while (length > 0) {
    ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return -1;
    bytes += sent;
    length -= sent;
  }
  return 0;
}

static void put_header(const struct frame *frame, unsigned char *bytes) {
  put16(bytes, frame->command);
  put16(bytes + 2, 0);
  put32(bytes + 4, frame->length);
}

int write_frame(int fd, const struct frame *frame) {
  unsigned char header[HEADER_LENGTH];
  put_header(frame, header);
  if (send_all(fd, header, sizeof header) < 0) return -1;
  return send_all(fd, frame->payload, frame->length);
}

void write_packet(int fd, const void *bytes, size_t length) {
  if (send_all(fd, bytes, length) < 0) die("send: %s", strerror(errno));
}

size_t lay_out(const struct frame *frame, unsigned char *bytes) {
  put_header(frame, bytes);
  memcpy(bytes + HEADER_LENGTH, frame->payload, frame->length);
  return HEADER_LENGTH + frame->length;
}

static int receive_all(int fd, unsigned char *bytes, size_t length) {
  while (length > 0) {
    ssize_t received = recv(fd, bytes, length, 0);
    if (received < 0 && errno == EINTR) continue;
    if (received <= 0) return -1;
    bytes += received;
    length -= received;
  }
  return 0;
}

int read_frame(int fd, struct frame *frame) {
  unsigned char header[HEADER_LENGTH];
  if (receive_all(fd, header, sizeof header) < 0) return -1;
  frame->command = get16(header);
  frame->length = get32(header + 4);
  if (frame->length > MAX_PAYLOAD) die("a payload of %u bytes is announced", frame->length);
  return receive_all(fd, frame->payload, frame->length);
}

const unsigned char *find(const struct frame *frame, int type, size_t *length) {
  size_t at = 0;
  while (at + 4 <= frame->length) {
    const unsigned char *attribute = frame->payload + at;
    size_t value = get16(attribute + 2);
    if (at + 4 + value > frame->length) return NULL;
    if ((int)get16(attribute) == type) {
      *length = value;
      return attribute + 4;
    }
    at += 4 + value;
  }
  return NULL;
}

int has_u32(const struct frame *frame, int type) {
  size_t length;
  return find(frame, type, &length) != NULL && length == 4;
}

uint32_t get_u32(const struct frame *frame, int type, uint32_t otherwise) {
  size_t length;
  const unsigned char *value = find(frame, type, &length);
  return value != NULL && length == 4 ? get32(value) : otherwise;
}
