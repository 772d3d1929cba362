// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
//
// The switcher for AArch64, AAPCS64. docs/design/native-switcher.md has the reasons.
//
// A coroutine is a stack and, at its top, a control block:
//
//      0         8         16        24        32                 64
//     +---------+---------+---------+---------+------------------+
//     | yield   | sp      | signal  | abi     | the host's       |  top of the stack
//     +---------+---------+---------+---------+------------------+
//
//     yield    what C code calls to yield: kc_yield below
//     sp       the stack pointer of the side that does not run
//     signal   what the last yield meant; ENDED once the body has returned
//     abi      the version of this layout
//
// The side that does not run has its registers in a frame, at sp:
//
//      0     8     16                     96             160    168   176
//     +-----+-----+-----+-----+   +-----+----+   +-----+------+-----+
//     | x29 | x30 | x19 | x20 | … | x28 | d8 | … | d15 | fpcr |     |
//     +-----+-----+-----+-----+   +-----+----+   +-----+------+-----+
//
// x18 belongs to the platform and is left alone. Both sides' frames are alike, so that the
// description for unwinders holds before and behind the change of stacks.

        .set    YIELD, 0
        .set    SP_OF, 8
        .set    SIGNAL, 16
        .set    ABI, 24
        .set    FRAME, 176
        .set    FPCR_AT, 160
        .set    ENDED, -1
        .set    ABI_VERSION, 1

        .text

// int64_t kc_yield(kc_coroutine *self, int64_t value, int64_t signal): called on the coroutine's
// stack; answers the value of the next kc_resume.
        .globl  kc_yield
        .type   kc_yield, %function
        .p2align 4
kc_yield:
.Lyield:
        .cfi_startproc
        hint    #34                     // bti c
        str     x2, [x0, #SIGNAL]
        b       .Lswitch
        .cfi_endproc
        .size   kc_yield, .-kc_yield

// int64_t kc_resume(kc_coroutine *self, int64_t value): called on a thread's stack; answers the
// value of the next kc_yield, or what the body returned.
        .globl  kc_resume
        .type   kc_resume, %function
        .p2align 4
kc_resume:
        .cfi_startproc
        hint    #34                     // bti c
.Lswitch:
        stp     x29, x30, [sp, #-FRAME]!
        .cfi_def_cfa_offset FRAME
        .cfi_offset x29, -176
        .cfi_offset x30, -168
        stp     x19, x20, [sp, #16]
        .cfi_offset x19, -160
        .cfi_offset x20, -152
        stp     x21, x22, [sp, #32]
        .cfi_offset x21, -144
        .cfi_offset x22, -136
        stp     x23, x24, [sp, #48]
        .cfi_offset x23, -128
        .cfi_offset x24, -120
        stp     x25, x26, [sp, #64]
        .cfi_offset x25, -112
        .cfi_offset x26, -104
        stp     x27, x28, [sp, #80]
        .cfi_offset x27, -96
        .cfi_offset x28, -88
        stp     d8, d9, [sp, #96]
        .cfi_offset d8, -80
        .cfi_offset d9, -72
        stp     d10, d11, [sp, #112]
        .cfi_offset d10, -64
        .cfi_offset d11, -56
        stp     d12, d13, [sp, #128]
        .cfi_offset d12, -48
        .cfi_offset d13, -40
        stp     d14, d15, [sp, #144]
        .cfi_offset d14, -32
        .cfi_offset d15, -24
        mrs     x2, fpcr
        str     x2, [sp, #FPCR_AT]

        // The change of stacks.
        ldr     x3, [x0, #SP_OF]
        mov     x4, sp
        str     x4, [x0, #SP_OF]
        mov     sp, x3

        // Mostly both sides have the same control word, and writing it costs more than comparing.
        ldr     x4, [sp, #FPCR_AT]
        cmp     x4, x2
        b.eq    .Lfpcr_done
        msr     fpcr, x4
.Lfpcr_done:
        ldp     d14, d15, [sp, #144]
        .cfi_restore d14
        .cfi_restore d15
        ldp     d12, d13, [sp, #128]
        .cfi_restore d12
        .cfi_restore d13
        ldp     d10, d11, [sp, #112]
        .cfi_restore d10
        .cfi_restore d11
        ldp     d8, d9, [sp, #96]
        .cfi_restore d8
        .cfi_restore d9
        ldp     x27, x28, [sp, #80]
        .cfi_restore x27
        .cfi_restore x28
        ldp     x25, x26, [sp, #64]
        .cfi_restore x25
        .cfi_restore x26
        ldp     x23, x24, [sp, #48]
        .cfi_restore x23
        .cfi_restore x24
        ldp     x21, x22, [sp, #32]
        .cfi_restore x21
        .cfi_restore x22
        ldp     x19, x20, [sp, #16]
        .cfi_restore x19
        .cfi_restore x20
        mov     x0, x1
        ldp     x29, x30, [sp], #FRAME
        .cfi_def_cfa_offset 0
        .cfi_restore x29
        .cfi_restore x30
        // Not br: where branch targets are enforced it may only go to a landing pad.
        ret
        .cfi_endproc
        .size   kc_resume, .-kc_resume

// void kc_prepare(kc_coroutine *self, kc_body *body, void *argument): makes the control block, 16
// bytes aligned, and the frame of the first resume below it. The coroutine begins with the control
// word of the caller.
        .globl  kc_prepare
        .type   kc_prepare, %function
        .p2align 4
kc_prepare:
        .cfi_startproc
        hint    #34                     // bti c
        adr     x3, .Lyield
        str     x3, [x0, #YIELD]
        str     xzr, [x0, #SIGNAL]
        mov     x3, #ABI_VERSION
        str     x3, [x0, #ABI]
        sub     x4, x0, #FRAME
        str     x4, [x0, #SP_OF]
        adr     x3, .Lbegin
        stp     xzr, x3, [x4]           // x29: the end of a chain of frames; x30
        stp     x1, x0, [x4, #16]       // x19: body; x20: self
        stp     x2, xzr, [x4, #32]      // x21: argument
        stp     xzr, xzr, [x4, #48]
        stp     xzr, xzr, [x4, #64]
        stp     xzr, xzr, [x4, #80]
        stp     xzr, xzr, [x4, #96]
        stp     xzr, xzr, [x4, #112]
        stp     xzr, xzr, [x4, #128]
        stp     xzr, xzr, [x4, #144]
        mrs     x3, fpcr
        stp     x3, xzr, [x4, #FPCR_AT]
        ret
        .cfi_endproc
        .size   kc_prepare, .-kc_prepare

// Where the first resume goes: calls the body, and yields what it returned.
        .type   .Lbegin, %function
        .p2align 4
.Lbegin:
        .cfi_startproc
        .cfi_undefined x30
        .cfi_undefined x29
        mov     x2, x0
        mov     x0, x20
        mov     x1, x21
        blr     x19
        // Nobody resumes a coroutine that has ended; if somebody did, it would end again.
.Lended:
        mov     x1, x0
        mov     x0, x20
        mov     x2, #ENDED
        bl      .Lyield
        b       .Lended
        .cfi_endproc

// int64_t kc_abi(void): the version of the control block.
        .globl  kc_abi
        .type   kc_abi, %function
        .p2align 4
kc_abi:
        .cfi_startproc
        hint    #34                     // bti c
        mov     x0, #ABI_VERSION
        ret
        .cfi_endproc
        .size   kc_abi, .-kc_abi

// int64_t kc_shadow_stack(void): not 0 where the thread has a guarded control stack, which a change
// of stacks would not follow. The instruction does nothing on processors that have none.
        .globl  kc_shadow_stack
        .type   kc_shadow_stack, %function
        .p2align 4
kc_shadow_stack:
        .cfi_startproc
        hint    #34                     // bti c
        mov     x16, #1
        hint    #40                     // chkfeat x16: clears the bit where the feature is on
        eor     x0, x16, #1
        ret
        .cfi_endproc
        .size   kc_shadow_stack, .-kc_shadow_stack

// Says that all entries are landing pads (GNU_PROPERTY_AARCH64_FEATURE_1_AND, BTI), so that the
// loader enforces it; and no more than that: no guarded control stack.
        .section .note.gnu.property, "a", %note
        .p2align 3
        .word   4
        .word   16
        .word   5
        .asciz  "GNU"
        .word   0xc0000000
        .word   4
        .word   1
        .word   0

        .section .note.GNU-stack, "", %progbits
