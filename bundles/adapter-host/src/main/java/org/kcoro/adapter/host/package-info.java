// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
/** Runs adapters: {@link org.kcoro.adapter.host.AdapterHost}. */
@Export
@Version("0.1.0")
package org.kcoro.adapter.host;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
