// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
/** The native switcher for Linux on x86-64: a library, and no classes. */
@SuppressWarnings("module") // the name ends with digits, as that of the processor does
module org.kcoro.switcher.x86_64 {}
