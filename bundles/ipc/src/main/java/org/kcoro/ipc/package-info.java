// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
/**
 * The bridge between processes: an {@link org.kcoro.ipc.IpcServer} offers channels of this process,
 * an {@link org.kcoro.ipc.IpcClient} uses those of another, over a {@link org.kcoro.ipc.Transport}.
 */
@Export
@Version("0.1.0")
package org.kcoro.ipc;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
