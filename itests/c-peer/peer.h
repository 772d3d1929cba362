// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
#ifndef KCORO_PEER_H
#define KCORO_PEER_H

// Checks a server; 0 when it has done what it must.
int run_client(const char *type, const char *path);

// Serves until it is killed.
int run_server(const char *type, const char *path);

#endif
