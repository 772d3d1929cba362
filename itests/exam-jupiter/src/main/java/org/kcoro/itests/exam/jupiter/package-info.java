// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
/**
 * JUnit 5 tests that run in an OSGi container: {@link org.kcoro.itests.exam.jupiter.ContainerTest}.
 */
@Export
@Version("0.1.0")
package org.kcoro.itests.exam.jupiter;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
