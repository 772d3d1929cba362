// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
/** kcoro for plain Java programs: {@link org.kcoro.Kcoro}. Not installed in a container. */
@Export
@Version("0.1.0")
package org.kcoro;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
