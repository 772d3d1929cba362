// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
//
// int64_t across(function, self, value, signal, const uint64_t *fill, uint64_t *seen): fills every
// register and control word that a call must preserve, calls function(self, value, signal), and
// stores what is in them afterwards. Order: x19 to x29, d8 to d15, fpcr; then how far the stack
// pointer is from where it was.

        .text
        .globl  across
        .type   across, %function
across:
        hint    #34
        stp     x29, x30, [sp, #-192]!
        stp     x19, x20, [sp, #16]
        stp     x21, x22, [sp, #32]
        stp     x23, x24, [sp, #48]
        stp     x25, x26, [sp, #64]
        stp     x27, x28, [sp, #80]
        stp     d8, d9, [sp, #96]
        stp     d10, d11, [sp, #112]
        stp     d12, d13, [sp, #128]
        stp     d14, d15, [sp, #144]
        mrs     x6, fpcr
        mov     x7, sp
        stp     x6, x5, [sp, #160]
        str     x7, [sp, #176]

        mov     x8, x0
        mov     x0, x1
        mov     x1, x2
        mov     x2, x3
        ldp     x19, x20, [x4]
        ldp     x21, x22, [x4, #16]
        ldp     x23, x24, [x4, #32]
        ldp     x25, x26, [x4, #48]
        ldp     x27, x28, [x4, #64]
        ldr     x29, [x4, #80]
        ldp     d8, d9, [x4, #88]
        ldp     d10, d11, [x4, #104]
        ldp     d12, d13, [x4, #120]
        ldp     d14, d15, [x4, #136]
        ldr     x6, [x4, #152]
        msr     fpcr, x6
        blr     x8

        ldr     x5, [sp, #168]
        stp     x19, x20, [x5]
        stp     x21, x22, [x5, #16]
        stp     x23, x24, [x5, #32]
        stp     x25, x26, [x5, #48]
        stp     x27, x28, [x5, #64]
        str     x29, [x5, #80]
        stp     d8, d9, [x5, #88]
        stp     d10, d11, [x5, #104]
        stp     d12, d13, [x5, #120]
        stp     d14, d15, [x5, #136]
        mrs     x6, fpcr
        str     x6, [x5, #152]
        ldr     x7, [sp, #176]
        mov     x6, sp
        sub     x6, x6, x7
        str     x6, [x5, #160]

        ldr     x6, [sp, #160]
        msr     fpcr, x6
        ldp     d14, d15, [sp, #144]
        ldp     d12, d13, [sp, #128]
        ldp     d10, d11, [sp, #112]
        ldp     d8, d9, [sp, #96]
        ldp     x27, x28, [sp, #80]
        ldp     x25, x26, [sp, #64]
        ldp     x23, x24, [sp, #48]
        ldp     x21, x22, [sp, #32]
        ldp     x19, x20, [sp, #16]
        ldp     x29, x30, [sp], #192
        ret
        .size   across, .-across

        .section .note.GNU-stack, "", %progbits
