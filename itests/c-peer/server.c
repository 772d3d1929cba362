// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
//
// A server of version 1.0, with that version's habits: each connection has one request at a time;
// a request to make a channel that fails is not answered; wrong sends and receives are answered
// without their REQ_ID; unknown commands are not answered.
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "peer.h"
#include "wire.h"

enum { MAX_CONNECTIONS = 32, MAX_CHANNELS = 256, FIRST_ID = 1001 };

struct channel {
  int kind;
  size_t size;
  size_t capacity;
  size_t count;
  size_t room;
  unsigned char *elements;
  int closed;
  uint32_t sends;
  uint32_t receives;
};

struct connection {
  int fd;
  int greeted;
  // The request that waits, if one does.
  int waits;
  long long deadline;
  struct frame request;
};

static struct channel channels[MAX_CHANNELS];
static uint32_t channel_count;
static struct connection connections[MAX_CONNECTIONS];
static int connection_count;
static struct frame reply;

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

static struct channel *channel_of(const struct frame *request) {
  uint32_t id = get_u32(request, CHAN_ID, 0);
  return id < FIRST_ID || id >= FIRST_ID + channel_count ? NULL : &channels[id - FIRST_ID];
}

static void begin_reply(const struct frame *request, int command) {
  begin(&reply, command);
  if (get_u32(request, REQ_ID, 0) != 0) put_u32(&reply, REQ_ID, get_u32(request, REQ_ID, 0));
}

// The attribute that it answers wrongly, so that tests are seen to notice; 0 for none.
static int wrong_type;

static void answer(struct connection *to) {
  size_t length = 0;
  unsigned char *value = (unsigned char *)find(&reply, wrong_type, &length);
  if (value != NULL && length > 0) value[length - 1] ^= 1;
  write_frame(to->fd, &reply);
}

static void answer_result(struct connection *to, int command, int result) {
  begin_reply(&to->request, command);
  put_u32(&reply, RESULT, result);
  answer(to);
}

static void answer_mistake(struct connection *to, int command, int result) {
  begin(&reply, command);
  put_u32(&reply, RESULT, result);
  answer(to);
}

static int is_send(const struct frame *request) {
  return request->command == CHAN_SEND || request->command == CHAN_TRY_SEND;
}

// Elements.

static void add(struct channel *channel, const unsigned char *element) {
  if (channel->kind == CONFLATED) channel->count = 0;
  if (channel->count == channel->room) {
    channel->room = 2 * channel->room + 1;
    channel->elements = realloc(channel->elements, channel->room * channel->size);
    if (channel->elements == NULL) die("out of memory");
  }
  memcpy(channel->elements + channel->count++ * channel->size, element, channel->size);
  channel->sends++;
}

static void give(struct connection *to, struct channel *channel, const unsigned char *element) {
  begin_reply(&to->request, CHAN_RECV);
  put_u32(&reply, RESULT, 0);
  put_bytes(&reply, ELEMENT, element, channel->size);
  channel->receives++;
  answer(to);
}

static const unsigned char *element_of(const struct frame *request) {
  size_t length;
  return find(request, ELEMENT, &length);
}

// Another connection that waits to do the other half of a rendezvous.
static struct connection *partner(const struct connection *of, const struct channel *channel) {
  for (int i = 0; i < connection_count; i++) {
    struct connection *other = &connections[i];
    if (other != of && other->waits && channel_of(&other->request) == channel &&
        is_send(&other->request) != is_send(&of->request))
      return other;
  }
  return NULL;
}

static int meet(struct connection *from, struct channel *channel) {
  struct connection *other = partner(from, channel);
  if (other == NULL) return 0;
  struct connection *sender = is_send(&from->request) ? from : other;
  give(sender == from ? other : from, channel, element_of(&sender->request));
  channel->sends++;
  answer_result(sender, CHAN_SEND, 0);
  other->waits = 0;
  return 1;
}

// Does a send or receive if that needs no wait; answers whether it did.
static int attempt(struct connection *from) {
  struct channel *channel = channel_of(&from->request);
  int sends = is_send(&from->request);
  if (channel->closed && (sends || channel->count == 0)) {
    answer_result(from, sends ? CHAN_SEND : CHAN_RECV, -EPIPE);
    return 1;
  }
  if (channel->kind == RENDEZVOUS) return meet(from, channel);
  if (sends) {
    if (channel->kind == BUFFERED && channel->count == channel->capacity) return 0;
    add(channel, element_of(&from->request));
    answer_result(from, CHAN_SEND, 0);
    return 1;
  }
  if (channel->count == 0) return 0;
  give(from, channel, channel->elements);
  channel->count--;
  memmove(channel->elements, channel->elements + channel->size, channel->count * channel->size);
  return 1;
}

// Requests.

static void transfer(struct connection *from) {
  struct frame *request = &from->request;
  int sends = is_send(request);
  int command = sends ? CHAN_SEND : CHAN_RECV;
  struct channel *channel = channel_of(request);
  size_t length = 0;
  if (!has_u32(request, CHAN_ID)) {
    answer_mistake(from, command, -EINVAL);
  } else if (channel == NULL) {
    answer_mistake(from, command, -ENOENT);
  } else if (sends && (find(request, ELEMENT, &length) == NULL || length != channel->size)) {
    answer_mistake(from, command, -EINVAL);
  } else if (!attempt(from)) {
    int timeout = (int32_t)get_u32(request, TIMEOUT_MS, 0);
    if (timeout == 0) {
      answer_result(from, command, -EAGAIN);
    } else {
      from->waits = 1;
      from->deadline = timeout < 0 ? -1 : now() + timeout;
    }
  }
}

static void make(struct connection *from) {
  struct frame *request = &from->request;
  uint32_t size = get_u32(request, ELEM_SIZE, 0);
  if (size == 0 || size > 65536 || channel_count == MAX_CHANNELS) return;
  struct channel *channel = &channels[channel_count++];
  channel->kind = (int32_t)get_u32(request, KIND, 0);
  channel->size = size;
  channel->capacity = get_u32(request, CAPACITY, 0);
  if (channel->capacity == 0) channel->capacity = 1;
  begin_reply(request, CHAN_MAKE);
  put_u32(&reply, CHAN_ID, FIRST_ID + channel_count - 1);
  answer(from);
}

static void close_channel(struct connection *from) {
  struct channel *channel = channel_of(&from->request);
  int destroys = from->request.command == CHAN_DESTROY;
  if (channel != NULL) channel->closed = 1;
  if (!destroys) {
    int missing = has_u32(&from->request, CHAN_ID) ? -ENOENT : -EINVAL;
    answer_result(from, CHAN_CLOSE, channel == NULL ? missing : 0);
  }
}

static void handle(struct connection *from) {
  if (!from->greeted) {
    if (from->request.command != HELLO) die("the first command is %d", from->request.command);
    from->greeted = 1;
    begin(&reply, HELLO);
    put_u32(&reply, ABI_MAJOR, 1);
    put_u32(&reply, ABI_MINOR, 0);
    answer(from);
    return;
  }
  switch (from->request.command) {
    case GET_INFO:
      begin_reply(&from->request, GET_INFO);
      put_u32(&reply, ABI_MAJOR, 1);
      put_u32(&reply, ABI_MINOR, 0);
      put_u32(&reply, CAPS, 0);
      answer(from);
      break;
    case CHAN_MAKE:
      make(from);
      break;
    case CHAN_SEND:
    case CHAN_TRY_SEND:
    case CHAN_RECV:
    case CHAN_TRY_RECV:
      transfer(from);
      break;
    case CHAN_CLOSE:
    case CHAN_DESTROY:
      close_channel(from);
      break;
    default:
      break;
  }
}

// Waiting.

// Does what can be done now, until nothing more can; answers the time until the next deadline.
static int progress(void) {
  int moved = 1;
  while (moved) {
    moved = 0;
    for (int i = 0; i < connection_count; i++) {
      struct connection *each = &connections[i];
      if (each->waits && attempt(each)) {
        each->waits = 0;
        moved = 1;
      }
    }
  }
  long long next = -1;
  for (int i = 0; i < connection_count; i++) {
    struct connection *each = &connections[i];
    if (!each->waits || each->deadline < 0) continue;
    long long left = each->deadline - now();
    if (left <= 0) {
      each->waits = 0;
      answer_result(each, is_send(&each->request) ? CHAN_SEND : CHAN_RECV, -ETIME);
    } else if (next < 0 || left < next) {
      next = left;
    }
  }
  return (int)next;
}

static void drop(int index) {
  close(connections[index].fd);
  connections[index] = connections[--connection_count];
}

int run_server(const char *type, const char *path) {
  const char *wrong = getenv("PEER_WRONG_TYPE");
  if (wrong != NULL) wrong_type = atoi(wrong);
  int listener = peer_listen(type, path);
  printf("listening\n");
  fflush(stdout);
  for (;;) {
    struct pollfd polled[MAX_CONNECTIONS + 1];
    int timeout = progress();
    for (int i = 0; i < connection_count; i++) {
      // A connection that waits is not read: its next request waits for this one.
      polled[i] = (struct pollfd){connections[i].fd, connections[i].waits ? 0 : POLLIN, 0};
    }
    polled[connection_count] = (struct pollfd){listener, POLLIN, 0};
    if (poll(polled, connection_count + 1, timeout) < 0 && errno != EINTR)
      die("poll: %s", strerror(errno));
    if (polled[connection_count].revents != 0 && connection_count < MAX_CONNECTIONS) {
      struct connection *added = &connections[connection_count];
      int fd = accept(listener, NULL, NULL);
      if (fd < 0) die("accept: %s", strerror(errno));
      added->fd = fd;
      added->greeted = 0;
      added->waits = 0;
      connection_count++;
      continue;
    }
    for (int i = connection_count - 1; i >= 0; i--) {
      if (polled[i].revents == 0) continue;
      if (connections[i].waits || read_frame(connections[i].fd, &connections[i].request) < 0)
        drop(i);
      else
        handle(&connections[i]);
    }
  }
}
