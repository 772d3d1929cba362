// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal.nativecode;

import java.lang.foreign.SymbolLookup;
import java.util.Optional;
import java.util.function.Function;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** When the library is not used, and what is said then. */
class SwitcherLibraryTest {

    private static final Function<Processor, SymbolLookup> FOUND =
            processor -> name -> Optional.empty();

    /** A good machine, unless told. */
    private static SwitcherLibrary.Probe probe(long abi, long shadowStack) {
        return (symbols, function) ->
                switch (function) {
                    case "kc_abi" -> abi;
                    case "kc_shadow_stack" -> shadowStack;
                    default -> throw new AssertionError(function);
                };
    }

    private static void assertAbsent(SwitcherLibrary library, String... words) {
        for (String word : words) {
            assertTrue(library.absence().contains(word), library::absence);
        }
        UnsupportedOperationException refused =
                assertThrows(UnsupportedOperationException.class, library::require);
        assertEquals("no native coroutines: " + library.absence(), refused.getMessage());
        assertThrows(UnsupportedOperationException.class, () -> library.function("kc_resume"));
    }

    @ParameterizedTest
    @CsvSource({
        "amd64, kcoro_switcher_x86_64",
        "x86_64, kcoro_switcher_x86_64",
        "aarch64, kcoro_switcher_aarch64",
        "arm64, kcoro_switcher_aarch64"
    })
    void theLibraryOfTheProcessorIsUsed(String arch, String name) {
        SwitcherLibrary library =
                SwitcherLibrary.load(
                        "Linux",
                        arch,
                        null,
                        processor -> {
                            assertEquals(name, processor.library);
                            return FOUND.apply(processor);
                        },
                        probe(SwitcherLibrary.ABI, 0));
        assertNull(library.absence());
        library.require();
    }

    @ParameterizedTest
    @CsvSource({"Linux, riscv64", "Mac OS X, aarch64", "Windows 11, amd64"})
    void anUnknownMachine(String os, String arch) {
        assertAbsent(
                SwitcherLibrary.load(os, arch, null, FOUND, probe(SwitcherLibrary.ABI, 0)),
                os,
                arch,
                "AArch64");
    }

    @Test
    void nativeAccessThatIsNotGiven() {
        assertAbsent(
                SwitcherLibrary.load(
                        "Linux",
                        "amd64",
                        "org.kcoro.switcher",
                        FOUND,
                        probe(SwitcherLibrary.ABI, 0)),
                "--enable-native-access=org.kcoro.switcher");
    }

    @Test
    void aLibraryThatIsMissing() {
        assertAbsent(
                SwitcherLibrary.load(
                        "Linux",
                        "aarch64",
                        null,
                        processor -> {
                            throw new UnsatisfiedLinkError("add " + processor.fragment);
                        },
                        probe(SwitcherLibrary.ABI, 0)),
                "add org.kcoro.switcher.arm64");
    }

    @Test
    void aLibraryOfAnotherRelease() {
        assertAbsent(
                SwitcherLibrary.load("Linux", "amd64", null, FOUND, probe(7, 0)),
                "version 7",
                "org.kcoro.switcher.x86_64");
    }

    @Test
    void aProcessWithShadowStacks() {
        assertAbsent(
                SwitcherLibrary.load(
                        "Linux", "amd64", null, FOUND, probe(SwitcherLibrary.ABI, 0x7f00)),
                "shadow stacks");
    }

    @Test
    void aLibraryThatIsNoneOfOurs() {
        assertAbsent(
                SwitcherLibrary.load(
                        "Linux",
                        "amd64",
                        null,
                        FOUND,
                        (symbols, function) -> (long) symbols.findOrThrow(function).address()),
                "kc_abi");
    }
}
