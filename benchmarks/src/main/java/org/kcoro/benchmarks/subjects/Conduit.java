// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

import org.kcoro.benchmarks.Element;

/** A channel or queue of a system whose operations wait in their caller. */
interface Conduit {

    void send(Element element) throws Exception;

    Element receive() throws Exception;
}
