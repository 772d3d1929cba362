// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
//
// A client of version 1.0: does what one can do to a server, and checks each answer. A check says
// its name when it is done; the first that fails ends the process.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "peer.h"
#include "wire.h"

enum { FOR_EVER = -1, TRY = 0, SHORT = 5 };

static const char *socket_type;
static const char *socket_path;
static struct frame request;
static struct frame reply;

static void call(int fd) {
  if (write_frame(fd, &request) < 0) die("command %d: the server has gone", request.command);
  if (read_frame(fd, &reply) < 0) die("command %d: the server has ended", request.command);
}

static void expect(const char *what, long expected, long actual) {
  if (expected != actual) die("%s: expected %ld, got %ld", what, expected, actual);
}

static int open_connection(void) {
  int fd = peer_connect(socket_type, socket_path);
  begin(&request, HELLO);
  put_u32(&request, ABI_MAJOR, 1);
  put_u32(&request, ABI_MINOR, 0);
  call(fd);
  expect("command of HELLO's reply", HELLO, reply.command);
  expect("major version", 1, get_u32(&reply, ABI_MAJOR, 0));
  return fd;
}

static void begin_make(int kind, uint32_t size, uint32_t capacity) {
  begin(&request, CHAN_MAKE);
  put_u32(&request, KIND, kind);
  put_u32(&request, ELEM_SIZE, size);
  put_u32(&request, CAPACITY, capacity);
}

static uint32_t make(int fd, int kind, uint32_t size, uint32_t capacity) {
  begin_make(kind, size, capacity);
  call(fd);
  expect("command of MAKE's reply", CHAN_MAKE, reply.command);
  expect("RESULT in MAKE's reply", 0, has_u32(&reply, RESULT));
  if (!has_u32(&reply, CHAN_ID)) die("MAKE's reply has no CHAN_ID");
  return get_u32(&reply, CHAN_ID, 0);
}

static int result_of(int command) {
  expect("command of a reply", command, reply.command);
  if (!has_u32(&reply, RESULT)) die("the reply to command %d has no RESULT", command);
  return (int32_t)get_u32(&reply, RESULT, 0);
}

static int send_as(int fd, int command, uint32_t id, int timeout, const void *bytes, size_t length) {
  begin(&request, command);
  put_u32(&request, CHAN_ID, id);
  put_u32(&request, TIMEOUT_MS, timeout);
  put_bytes(&request, ELEMENT, bytes, length);
  call(fd);
  return result_of(CHAN_SEND);
}

static int send4(int fd, uint32_t id, int timeout, const char *four) {
  return send_as(fd, CHAN_SEND, id, timeout, four, 4);
}

static int receive_as(int fd, int command, uint32_t id, int timeout) {
  begin(&request, command);
  put_u32(&request, CHAN_ID, id);
  put_u32(&request, TIMEOUT_MS, timeout);
  call(fd);
  return result_of(CHAN_RECV);
}

static int receive(int fd, uint32_t id, int timeout) {
  return receive_as(fd, CHAN_RECV, id, timeout);
}

static void expect_element(const void *bytes, size_t length) {
  size_t actual = 0;
  const unsigned char *element = find(&reply, ELEMENT, &actual);
  if (element == NULL) die("the reply has no ELEMENT");
  expect("length of ELEMENT", length, actual);
  expect("bytes of ELEMENT", 0, memcmp(bytes, element, length));
}

static int close_channel(int fd, uint32_t id) {
  begin(&request, CHAN_CLOSE);
  put_u32(&request, CHAN_ID, id);
  call(fd);
  return result_of(CHAN_CLOSE);
}

static void get_info(int fd) {
  begin(&request, GET_INFO);
  call(fd);
  expect("command of GET_INFO's reply", GET_INFO, reply.command);
  expect("major version", 1, get_u32(&reply, ABI_MAJOR, 0));
  if (!has_u32(&reply, CAPS)) die("GET_INFO's reply has no CAPS");
}

// A second process: does one thing on a connection of its own, and tells its result by its exit.
static pid_t aside(int (*body)(int fd, uint32_t id), uint32_t id) {
  fflush(stdout);
  pid_t child = fork();
  if (child < 0) die("fork: %s", strerror(errno));
  if (child == 0) {
    int fd = open_connection();
    _exit(-body(fd, id));
  }
  return child;
}

static int outcome(pid_t child) {
  int status;
  if (waitpid(child, &status, 0) < 0 || !WIFEXITED(status)) die("the second process has failed");
  return -WEXITSTATUS(status);
}

static int receive_abcd(int fd, uint32_t id) {
  int result = receive(fd, id, FOR_EVER);
  if (result == 0) expect_element("abcd", 4);
  return result;
}

static int send_abcd(int fd, uint32_t id) { return send4(fd, id, FOR_EVER, "abcd"); }

static void done(const char *check) { printf("ok %s\n", check); }

// The checks.

static void makes(int fd) {
  uint32_t first = make(fd, RENDEZVOUS, 4, 0);
  if (first < 1001) die("an id below 1001: %u", first);
  expect("the next id", first + 1, make(fd, BUFFERED, 1, 3));
  expect("the next id", first + 2, make(fd, CONFLATED, 65535, 0));
  expect("the next id", first + 3, make(fd, UNLIMITED, 16, 0));
  begin(&request, CHAN_MAKE);
  put_u32(&request, REQ_ID, 0xDEADBEEF);
  put_u32(&request, ELEM_SIZE, 4);
  call(fd);
  expect("REQ_ID of MAKE's reply", 0xDEADBEEF, get_u32(&reply, REQ_ID, 0));
  begin_make(7, 4, 0);
  call(fd);
  expect("an unknown kind", -EINVAL, result_of(CHAN_MAKE));
  begin_make(BUFFERED, 65536, 1);
  call(fd);
  expect("a size that is too large", -EMSGSIZE, result_of(CHAN_MAKE));
  begin_make(BUFFERED, 0, 1);
  call(fd);
  if (result_of(CHAN_MAKE) >= 0) die("a size of 0 was taken of a 1.0 peer");
  done("makes");
}

static void buffered(int fd) {
  uint32_t id = make(fd, BUFFERED, 4, 2);
  expect("receive of none", -EAGAIN, receive(fd, id, TRY));
  expect("try to receive of none", -EAGAIN, receive_as(fd, CHAN_TRY_RECV, id, FOR_EVER));
  expect("timed receive of none", -ETIME, receive(fd, id, SHORT));
  expect("send", 0, send4(fd, id, TRY, "abcd"));
  expect("try to send", 0, send_as(fd, CHAN_TRY_SEND, id, FOR_EVER, "efgh", 4));
  expect("send to a full one", -EAGAIN, send4(fd, id, TRY, "ijkl"));
  expect("try to send to a full one", -EAGAIN,
         send_as(fd, CHAN_TRY_SEND, id, FOR_EVER, "ijkl", 4));
  expect("timed send to a full one", -ETIME, send4(fd, id, SHORT, "ijkl"));
  expect("receive", 0, receive(fd, id, FOR_EVER));
  expect_element("abcd", 4);
  expect("send to the place", 0, send4(fd, id, TRY, "mnop"));
  expect("try to receive", 0, receive_as(fd, CHAN_TRY_RECV, id, TRY));
  expect_element("efgh", 4);
  begin(&request, CHAN_RECV);
  put_u32(&request, REQ_ID, 12);
  put_u32(&request, CHAN_ID, id);
  call(fd);
  expect("receive with REQ_ID", 0, result_of(CHAN_RECV));
  expect("REQ_ID of RECV's reply", 12, get_u32(&reply, REQ_ID, 0));
  expect_element("mnop", 4);
  begin(&request, GET_STATS);
  put_u32(&request, CHAN_ID, id);
  call(fd);
  expect("sent", 3, get_u32(&reply, SEND_OPS, 0));
  expect("received", 3, get_u32(&reply, RECV_OPS, 0));
  done("buffered");
}

static void conflated_and_unlimited(int fd) {
  uint32_t id = make(fd, CONFLATED, 4, 0);
  expect("send", 0, send4(fd, id, TRY, "abcd"));
  expect("send of a newer one", 0, send4(fd, id, TRY, "efgh"));
  expect("receive", 0, receive(fd, id, TRY));
  expect_element("efgh", 4);
  expect("receive of none", -EAGAIN, receive(fd, id, TRY));
  id = make(fd, UNLIMITED, 4, 0);
  for (int i = 0; i < 100; i++) expect("send", 0, send4(fd, id, TRY, (char[4]){i, 0, 0, i}));
  for (int i = 0; i < 100; i++) {
    expect("receive", 0, receive(fd, id, TRY));
    expect_element((char[4]){i, 0, 0, i}, 4);
  }
  done("conflated_and_unlimited");
}

static void rendezvous(int fd) {
  uint32_t id = make(fd, RENDEZVOUS, 4, 0);
  expect("send to nobody", -EAGAIN, send4(fd, id, TRY, "abcd"));
  expect("timed send to nobody", -ETIME, send4(fd, id, SHORT, "abcd"));
  expect("receive from nobody", -EAGAIN, receive(fd, id, TRY));
  expect("timed receive from nobody", -ETIME, receive(fd, id, SHORT));
  pid_t receiver = aside(receive_abcd, id);
  expect("send", 0, send4(fd, id, FOR_EVER, "abcd"));
  expect("receive of the second process", 0, outcome(receiver));
  pid_t sender = aside(send_abcd, id);
  expect("receive", 0, receive(fd, id, 1 << 30));
  expect_element("abcd", 4);
  expect("send of the second process", 0, outcome(sender));
  done("rendezvous");
}

static void waits(int fd) {
  uint32_t id = make(fd, BUFFERED, 4, 1);
  pid_t receiver = aside(receive_abcd, id);
  expect("send", 0, send4(fd, id, FOR_EVER, "abcd"));
  expect("receive of the second process", 0, outcome(receiver));
  expect("send", 0, send4(fd, id, FOR_EVER, "efgh"));
  pid_t sender = aside(send_abcd, id);
  expect("receive", 0, receive(fd, id, FOR_EVER));
  expect_element("efgh", 4);
  expect("send of the second process", 0, outcome(sender));
  expect("receive", 0, receive(fd, id, FOR_EVER));
  expect_element("abcd", 4);
  done("waits");
}

static void closes(int fd) {
  uint32_t id = make(fd, BUFFERED, 4, 1);
  pid_t receiver = aside(receive_abcd, id);
  expect("close", 0, close_channel(fd, id));
  expect("receive of the second process", -EPIPE, outcome(receiver));
  expect("a second close", 0, close_channel(fd, id));
  expect("send to a closed one", -EPIPE, send4(fd, id, FOR_EVER, "abcd"));
  id = make(fd, BUFFERED, 4, 1);
  expect("send", 0, send4(fd, id, TRY, "abcd"));
  pid_t sender = aside(send_abcd, id);
  begin(&request, CHAN_DESTROY);
  put_u32(&request, CHAN_ID, id);
  if (write_frame(fd, &request) < 0) die("the server has gone");
  // Never answered: what comes next is the answer to this.
  get_info(fd);
  expect("send of the second process", -EPIPE, outcome(sender));
  expect("receive of what was left", 0, receive(fd, id, FOR_EVER));
  expect_element("abcd", 4);
  expect("receive of none", -EPIPE, receive(fd, id, TRY));
  expect("receive of none", -EPIPE, receive(fd, id, FOR_EVER));
  begin(&request, CHAN_CLOSE);
  put_u32(&request, REQ_ID, 16);
  put_u32(&request, CHAN_ID, 7);
  call(fd);
  expect("close of no channel", -ENOENT, result_of(CHAN_CLOSE));
  expect("REQ_ID of CLOSE's reply", 16, get_u32(&reply, REQ_ID, 0));
  done("closes");
}

static void mistakes(int fd) {
  uint32_t id = make(fd, BUFFERED, 4, 1);
  expect("send to no channel", -ENOENT, send4(fd, 7, TRY, "abcd"));
  expect("receive from no channel", -ENOENT, receive(fd, 7, TRY));
  expect("an element that is too short", -EINVAL, send_as(fd, CHAN_SEND, id, TRY, "abc", 3));
  expect("an element that is too long", -EINVAL, send_as(fd, CHAN_SEND, id, TRY, "abcde", 5));
  begin(&request, CHAN_SEND);
  put_u32(&request, CHAN_ID, id);
  call(fd);
  expect("send of nothing", -EINVAL, result_of(CHAN_SEND));
  begin(&request, CHAN_RECV);
  call(fd);
  expect("receive from nowhere", -EINVAL, result_of(CHAN_RECV));
  begin(&request, CHAN_CLOSE);
  call(fd);
  expect("close of nothing", -EINVAL, result_of(CHAN_CLOSE));
  // Unknown commands are not answered to a 1.0 peer.
  begin(&request, 99);
  put_u32(&request, REQ_ID, 1);
  if (write_frame(fd, &request) < 0) die("the server has gone");
  get_info(fd);
  done("mistakes");
}

static void splits(int fd) {
  static unsigned char element[MAX_ELEMENT];
  static unsigned char bytes[HEADER_LENGTH + MAX_PAYLOAD];
  for (size_t i = 0; i < sizeof element; i++) element[i] = i * 7;
  uint32_t id = make(fd, BUFFERED, sizeof element, 1);
  expect("send of the longest", 0,
         send_as(fd, CHAN_SEND, id, FOR_EVER, element, sizeof element));
  // A whole frame in one packet, and one of one byte each.
  begin(&request, CHAN_RECV);
  put_u32(&request, CHAN_ID, id);
  size_t length = lay_out(&request, bytes);
  write_packet(fd, bytes, length);
  if (read_frame(fd, &reply) < 0) die("the server has ended");
  expect("receive of the longest", 0, result_of(CHAN_RECV));
  expect_element(element, sizeof element);
  for (size_t i = 0; i < length; i++) write_packet(fd, bytes + i, 1);
  if (read_frame(fd, &reply) < 0) die("the server has ended");
  expect("receive of none", -EAGAIN, result_of(CHAN_RECV));
  done("splits");
}

static void versions(void) {
  int fd = peer_connect(socket_type, socket_path);
  begin(&request, HELLO);
  put_u32(&request, ABI_MAJOR, 9);
  put_u32(&request, ABI_MINOR, 7);
  call(fd);
  expect("HELLO to another major version", 1, get_u32(&reply, ABI_MAJOR, 0));
  if (read_frame(fd, &reply) == 0) die("another major version is served");
  close(fd);
  fd = peer_connect(socket_type, socket_path);
  begin(&request, GET_INFO);
  write_frame(fd, &request);
  if (read_frame(fd, &reply) == 0) die("a command before HELLO is answered");
  close(fd);
  fd = peer_connect(socket_type, socket_path);
  begin(&request, HELLO);
  put_u32(&request, ABI_MINOR, 3);
  call(fd);
  expect("HELLO without a major version", HELLO, reply.command);
  write_frame(fd, &request);
  get_info(fd);
  close(fd);
  done("versions");
}

int run_client(const char *type, const char *path) {
  socket_type = type;
  socket_path = path;
  int fd = open_connection();
  get_info(fd);
  makes(fd);
  buffered(fd);
  conflated_and_unlimited(fd);
  rendezvous(fd);
  waits(fd);
  closes(fd);
  mistakes(fd);
  splits(fd);
  versions();
  close(fd);
  return 0;
}
