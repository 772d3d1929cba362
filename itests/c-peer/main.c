// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
#include <stdio.h>
#include <string.h>

#include "peer.h"

int main(int count, char **arguments) {
  if (count == 4 && strcmp(arguments[1], "client") == 0)
    return run_client(arguments[2], arguments[3]);
  if (count == 4 && strcmp(arguments[1], "server") == 0)
    return run_server(arguments[2], arguments[3]);
  fprintf(stderr, "usage: peer client|server stream|seqpacket PATH\n");
  return 2;
}
