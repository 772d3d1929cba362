// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
/** Counts the words of a file through the whole system. */
module org.kcoro.adapter.demo {
    requires static org.osgi.annotation.bundle;
    requires static org.osgi.service.component.annotations;
    requires static org.osgi.framework;
    requires org.kcoro.adapter;
    requires org.kcoro.ipc;
}
