// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
/** The process that reads the demo's input and sends it over the bridge. */
module org.kcoro.adapter.demo.feeder {
    requires org.kcoro;
}
