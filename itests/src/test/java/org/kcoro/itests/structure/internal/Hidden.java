// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.structure.internal;

/** A type that nobody may show. */
public interface Hidden {}
