// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.nativecode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The libraries in the repository are those of the sources beside them. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RebuildIT {

    @TempDir Path folder;

    /** Byte by byte, or where other tools laid it out otherwise, in all that matters. */
    private static boolean isOf(Path kept, Path rebuilt) throws IOException {
        return Files.mismatch(kept, rebuilt) == -1
                || Elf.meaning(kept).equals(Elf.meaning(rebuilt));
    }

    @ParameterizedTest
    @EnumSource
    void aLibraryIsOfItsSource(Machine machine) throws Exception {
        Path rebuilt = machine.rebuild(machine.source(), folder);
        assertTrue(
                isOf(machine.library(), rebuilt),
                () ->
                        machine.library()
                                + " is not of its source; run rebuild there, and commit it");
        assertTrue(Elf.meaning(rebuilt).containsKey(".text"));
    }

    /** Planted changes: of an instruction, of a name, and of what unwinders are told. */
    @ParameterizedTest
    @CsvSource({
        "X86_64, 'movq    %rsi, %rax', 'movq    %rdi, %rax'",
        "X86_64, kc_prepare, kc_prepared",
        "X86_64, '.cfi_undefined %rip', ''",
        "AARCH64, 'mov     x0, x1', 'mov     x0, x2'",
        "AARCH64, kc_prepare, kc_prepared",
        "AARCH64, '.cfi_undefined x30', ''"
    })
    void aChangedSourceIsFound(Machine machine, String is, String becomes) throws Exception {
        String source = Files.readString(machine.source());
        String changed = source.replace(is, becomes);
        assertNotEquals(source, changed);
        Path planted = Files.writeString(folder.resolve("switcher.S"), changed);
        assertFalse(isOf(machine.library(), machine.rebuild(planted, folder)));
    }

    @Test
    void aChangedCommentIsNone() throws Exception {
        Path planted =
                Files.writeString(
                        folder.resolve("switcher.S"),
                        Files.readString(Machine.X86_64.source()) + "# A comment.\n");
        Path rebuilt = Machine.X86_64.rebuild(planted, folder);
        assertEquals(-1, Files.mismatch(Machine.X86_64.library(), rebuilt));
    }
}
