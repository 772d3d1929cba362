// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal.nativecode;

/** A processor for which there is a library. */
enum Processor {
    X86_64("x86_64", "linux-x86-64", "org.kcoro.switcher.x86_64"),
    AARCH64("aarch64", "linux-aarch64", "org.kcoro.switcher.arm64");

    /** The name for {@link System#loadLibrary}. */
    final String library;

    /** Where the library is on a class path. */
    final String resource;

    /** The fragment that has it. */
    final String fragment;

    Processor(String name, String folder, String fragment) {
        this.library = "kcoro_switcher_" + name;
        this.resource = "native/" + folder + "/lib" + library + ".so";
        this.fragment = fragment;
    }

    /**
     * The processor of a machine.
     *
     * @param system as the property {@code os.name} has it
     * @param name as the property {@code os.arch} has it
     * @return null when there is no library for it
     */
    static Processor of(String system, String name) {
        if (!system.equals("Linux")) {
            return null;
        }
        return switch (name) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64", "arm64" -> AARCH64;
            default -> null;
        };
    }
}
