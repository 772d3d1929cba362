// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.nativecode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * A switch keeps every register and control word that a call must keep, on both sides. Without a
 * JVM: {@code native/check.c} fills them all, switches, and looks. For AArch64 on an emulator, if
 * need be.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RegistersIT {

    private static final String ORDINARY = "neoverse-n1";

    /** Which enforces that an indirect branch goes to a landing pad. */
    private static final String LATEST = "max";

    private static final Map<Machine, Path> CHECKERS = new EnumMap<>(Machine.class);

    @TempDir static Path programs;

    @TempDir Path folder;

    private static Path checker(Machine machine) throws Exception {
        Assumptions.assumeTrue(machine.runs(), () -> machine + " is not emulated here");
        if (!CHECKERS.containsKey(machine)) {
            CHECKERS.put(machine, machine.checker(programs));
        }
        return CHECKERS.get(machine);
    }

    @ParameterizedTest
    @CsvSource({"X86_64, neoverse-n1", "AARCH64, neoverse-n1", "AARCH64, max"})
    void bothSidesKeepAll(Machine machine, String processor) throws Exception {
        Machine.Outcome outcome = machine.check(checker(machine), machine.library(), processor);
        assertEquals("ok\n", outcome.output());
        assertEquals(0, outcome.exit());
    }

    static Stream<Arguments> mutants() {
        return Stream.of(
                // A register that is dropped.
                arguments(Machine.X86_64, "popq    %r15", "popq    %rcx", "r15 of the"),
                arguments(Machine.X86_64, "popq    %rbp", "popq    %rcx", "rbp of the"),
                arguments(Machine.AARCH64, "ldp     d14, d15, [sp, #144]", "", "d15 of the"),
                arguments(
                        Machine.AARCH64,
                        "ldp     x29, x30, [sp], #FRAME",
                        "ldr x30, [sp, #8]\nadd sp, sp, #FRAME",
                        "x29 of the"),
                // Two that are swapped.
                arguments(
                        Machine.X86_64,
                        "popq    %r14",
                        "popq    %r15\nmovq -16(%rsp), %r14",
                        "r15 of the"),
                arguments(Machine.AARCH64, "ldp     x27, x28", "ldp     x28, x27", "x27 of the"),
                // How it rounds is not kept.
                arguments(Machine.X86_64, "ldmxcsr (%rsp)", "", "mxcsr of the"),
                arguments(Machine.X86_64, "fldcw   4(%rsp)", "", "x87cw of the"),
                arguments(Machine.AARCH64, "msr     fpcr, x4", "", "fpcr of the"),
                // What is handed over is not.
                arguments(Machine.X86_64, "movq    %rax, %rdx", "", "the arguments of the body"),
                arguments(Machine.AARCH64, "mov     x2, x0", "", "the arguments of the body"),
                arguments(
                        Machine.X86_64,
                        "movq    %rdx, SIGNAL(%rdi)",
                        "",
                        "the result of the body"));
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void aMutantIsFound(Machine machine, String is, String becomes, String finding)
            throws Exception {
        Machine.Outcome outcome =
                machine.check(checker(machine), mutant(machine, is, becomes), ORDINARY);
        assertEquals(1, outcome.exit(), outcome.output());
        assertTrue(outcome.output().contains(finding), outcome.output());
    }

    private Path mutant(Machine machine, String is, String becomes) throws Exception {
        String source = Files.readString(machine.source());
        String changed = source.replace(is, becomes);
        assertNotEquals(source, changed);
        Path planted = Files.writeString(folder.resolve("switcher.S"), changed);
        return machine.rebuild(planted, folder);
    }

    /**
     * Where branch targets are enforced: an entry that is no landing pad, a return that is a
     * branch.
     */
    @ParameterizedTest
    @CsvSource({"hint    #34, nop", "'        ret', '        br x30'"})
    void aBranchToNoLandingPadIsFound(String is, String becomes) throws Exception {
        Machine machine = Machine.AARCH64;
        Path checker = checker(machine);
        Assumptions.assumeTrue(machine.isEmulated(), "this processor may not enforce it");
        Path mutant = mutant(machine, is, becomes);
        assertEquals("ok\n", machine.check(checker, mutant, ORDINARY).output());
        assertNotEquals(0, machine.check(checker, mutant, LATEST).exit());
    }
}
