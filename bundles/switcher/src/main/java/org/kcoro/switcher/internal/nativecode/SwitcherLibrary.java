// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal.nativecode;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Function;

/**
 * The library of the processor, or why it is not used.
 *
 * <p>It is looked for first by {@link System#loadLibrary}: there a container finds the library of
 * the fragment, and an administrator may put one of their own on {@code java.library.path}. Else it
 * is a resource beside our classes, as on a class path, and loaded from a temporary file, which is
 * deleted at once: the mapping keeps what it needs.
 */
public final class SwitcherLibrary {

    /** Asks the library what it can tell of the machine. */
    interface Probe {
        long ask(SymbolLookup symbols, String function) throws Throwable;
    }

    static final long ABI = 1;

    private static SwitcherLibrary system;

    private final SymbolLookup symbols;
    private final String absence;

    private SwitcherLibrary(SymbolLookup symbols, String absence) {
        this.symbols = symbols;
        this.absence = absence;
    }

    /** That of this JVM; looked for once. */
    public static synchronized SwitcherLibrary ofSystem() {
        if (system == null) {
            Module module = SwitcherLibrary.class.getModule();
            system =
                    load(
                            System.getProperty("os.name"),
                            System.getProperty("os.arch"),
                            module.isNativeAccessEnabled()
                                    ? null
                                    : module.isNamed() ? module.getName() : "ALL-UNNAMED",
                            SwitcherLibrary::find,
                            SwitcherLibrary::call);
        }
        return system;
    }

    /**
     * Looks for a library.
     *
     * @param deniedTo the module that must be given native access, or null
     * @param finder finds the library of a processor, or throws an {@link UnsatisfiedLinkError}
     */
    static SwitcherLibrary load(
            String os,
            String arch,
            String deniedTo,
            Function<Processor, SymbolLookup> finder,
            Probe probe) {
        Processor processor = Processor.of(os, arch);
        if (processor == null) {
            return absent(
                    "there is no library for "
                            + os
                            + " on "
                            + arch
                            + "; there is one for Linux on x86-64 and on AArch64");
        }
        if (deniedTo != null) {
            return absent(
                    "native access is not enabled; start Java with --enable-native-access="
                            + deniedTo);
        }
        try {
            SymbolLookup symbols = finder.apply(processor);
            long abi = probe.ask(symbols, "kc_abi");
            if (abi != ABI) {
                return absent(
                        "the library "
                                + processor.library
                                + " is of version "
                                + abi
                                + ", not "
                                + ABI
                                + "; use the fragment "
                                + processor.fragment
                                + " of the same release");
            }
            if (probe.ask(symbols, "kc_shadow_stack") != 0) {
                return absent(
                        "this process has shadow stacks, which do not follow a change of stacks;"
                                + " start it without, as by"
                                + " GLIBC_TUNABLES=glibc.cpu.x86_shstk=off");
            }
            return new SwitcherLibrary(symbols, null);
        } catch (Throwable e) {
            return absent(String.valueOf(e.getMessage()));
        }
    }

    private static SwitcherLibrary absent(String why) {
        return new SwitcherLibrary(null, why);
    }

    @SuppressWarnings("restricted") // access was asked for before
    private static SymbolLookup find(Processor processor) {
        try {
            System.loadLibrary(processor.library);
            return SymbolLookup.loaderLookup();
        } catch (UnsatisfiedLinkError e) {
            return resource(processor, e);
        }
    }

    @SuppressWarnings("restricted")
    private static SymbolLookup resource(Processor processor, UnsatisfiedLinkError first) {
        ClassLoader loader = SwitcherLibrary.class.getClassLoader();
        try (InputStream in = loader.getResourceAsStream(processor.resource)) {
            if (in == null) {
                throw new UnsatisfiedLinkError(
                        "the library "
                                + processor.library
                                + " is missing ("
                                + first.getMessage()
                                + "); add the fragment org.kcoro:"
                                + processor.fragment
                                + ", on the module path with --add-modules "
                                + processor.fragment);
            }
            Path file = Files.createTempFile("kcoro", ".so");
            try {
                Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
                return SymbolLookup.libraryLookup(file, Arena.global());
            } catch (IllegalArgumentException e) {
                throw new UnsatisfiedLinkError(
                        "the library cannot be loaded from "
                                + file
                                + " ("
                                + e.getMessage()
                                + "); is that file system mounted noexec? Name a folder by"
                                + " -Djava.io.tmpdir, or put the library on java.library.path");
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UnsatisfiedLinkError(
                    "the library cannot be copied to a temporary file: "
                            + e
                            + "; see -Djava.io.tmpdir");
        }
    }

    @SuppressWarnings("restricted")
    private static long call(SymbolLookup symbols, String function) throws Throwable {
        return (long)
                Linker.nativeLinker()
                        .downcallHandle(
                                symbols.findOrThrow(function),
                                FunctionDescriptor.of(ValueLayout.JAVA_LONG))
                        .invokeExact();
    }

    /** Why there is none; null where there is one. */
    public String absence() {
        return absence;
    }

    /**
     * Does nothing where there is one.
     *
     * @throws UnsupportedOperationException with the reason, where there is none
     */
    public void require() {
        if (absence != null) {
            throw new UnsupportedOperationException("no native coroutines: " + absence);
        }
    }

    /** A function of it. */
    MemorySegment function(String name) {
        require();
        return symbols.findOrThrow(name);
    }
}
