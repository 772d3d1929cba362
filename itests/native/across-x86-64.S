# Copyright (c) 2026, the kcoro authors
# SPDX-License-Identifier: BSD-3-Clause
#
# int64_t across(function, self, value, signal, const uint64_t *fill, uint64_t *seen): fills every
# register and control word that a call must preserve, calls function(self, value, signal), and
# stores what is in them afterwards. Order: rbx rbp r12 r13 r14 r15 mxcsr x87cw; then how far the
# stack pointer is from where it was.

        .text
        .globl  across
        .type   across, @function
across:
        pushq   %rbp
        pushq   %rbx
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        subq    $24, %rsp
        stmxcsr (%rsp)
        fnstcw  4(%rsp)
        movq    %r9, 8(%rsp)
        movq    %rsp, 16(%rsp)

        movq    %rdi, %rax
        movq    %rsi, %rdi
        movq    %rdx, %rsi
        movq    %rcx, %rdx
        ldmxcsr 48(%r8)
        fldcw   56(%r8)
        movq    (%r8), %rbx
        movq    8(%r8), %rbp
        movq    16(%r8), %r12
        movq    24(%r8), %r13
        movq    32(%r8), %r14
        movq    40(%r8), %r15
        call    *%rax

        movq    8(%rsp), %r9
        movq    %rbx, (%r9)
        movq    %rbp, 8(%r9)
        movq    %r12, 16(%r9)
        movq    %r13, 24(%r9)
        movq    %r14, 32(%r9)
        movq    %r15, 40(%r9)
        stmxcsr 48(%r9)
        fnstcw  56(%r9)
        movq    %rsp, %rcx
        subq    16(%rsp), %rcx
        movq    %rcx, 64(%r9)

        ldmxcsr (%rsp)
        fldcw   4(%rsp)
        addq    $24, %rsp
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %rbx
        popq    %rbp
        ret
        .size   across, .-across

        .section .note.GNU-stack, "", @progbits
