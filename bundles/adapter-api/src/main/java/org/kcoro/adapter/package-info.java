// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
/**
 * What an adapter implements: {@link org.kcoro.adapter.Adapter}, registered as a service, is found
 * and run by the adapter host.
 */
@Export
@Version("0.1.0")
package org.kcoro.adapter;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
