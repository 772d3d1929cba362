# Copyright (c) 2026, the kcoro authors
# SPDX-License-Identifier: BSD-3-Clause
#
# The switcher for x86-64, System V ABI. docs/design/native-switcher.md has the reasons.
#
# A coroutine is a stack and, at its top, a control block:
#
#      0         8         16        24        32                 64
#     +---------+---------+---------+---------+------------------+
#     | yield   | sp      | signal  | abi     | the host's       |  top of the stack
#     +---------+---------+---------+---------+------------------+
#
#     yield    what C code calls to yield: kc_yield below
#     sp       the stack pointer of the side that does not run
#     signal   what the last yield meant; ENDED once the body has returned
#     abi      the version of this layout
#
# The side that does not run has its registers in a frame, at sp:
#
#      0       4       8     16    24    32    40    48    56      64
#     +-------+-------+-----+-----+-----+-----+-----+-----+-------+
#     | mxcsr | x87cw | r15 | r14 | r13 | r12 | rbx | rbp | rip   |
#     +-------+-------+-----+-----+-----+-----+-----+-----+-------+
#
# Both sides' frames are alike, so that the description for unwinders holds before and behind the
# change of stacks.

        .set    YIELD, 0
        .set    SP, 8
        .set    SIGNAL, 16
        .set    ABI, 24
        .set    FRAME, 64
        .set    ENDED, -1
        .set    ABI_VERSION, 1

        .text

# int64_t kc_yield(kc_coroutine *self, int64_t value, int64_t signal): called on the coroutine's
# stack; answers the value of the next kc_resume.
        .globl  kc_yield
        .type   kc_yield, @function
        .p2align 4
kc_yield:
.Lyield:
        .cfi_startproc
        endbr64
        movq    %rdx, SIGNAL(%rdi)
        jmp     .Lswitch
        .cfi_endproc
        .size   kc_yield, .-kc_yield

# int64_t kc_resume(kc_coroutine *self, int64_t value): called on a thread's stack; answers the
# value of the next kc_yield, or what the body returned.
        .globl  kc_resume
        .type   kc_resume, @function
        .p2align 4
kc_resume:
        .cfi_startproc
        endbr64
.Lswitch:
        pushq   %rbp
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %rbp, 0
        pushq   %rbx
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %rbx, 0
        pushq   %r12
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %r12, 0
        pushq   %r13
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %r13, 0
        pushq   %r14
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %r14, 0
        pushq   %r15
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %r15, 0
        subq    $8, %rsp
        .cfi_adjust_cfa_offset 8
        stmxcsr (%rsp)
        fnstcw  4(%rsp)
        movl    (%rsp), %eax
        movzwl  4(%rsp), %edx

        # The change of stacks.
        movq    SP(%rdi), %rcx
        movq    %rsp, SP(%rdi)
        movq    %rcx, %rsp

        # Mostly both sides have the same control words, and a load costs more than a comparison.
        cmpl    (%rsp), %eax
        jne     .Lmxcsr
.Lmxcsr_done:
        cmpw    4(%rsp), %dx
        jne     .Lx87
.Lx87_done:
        addq    $8, %rsp
        .cfi_adjust_cfa_offset -8
        popq    %r15
        .cfi_adjust_cfa_offset -8
        .cfi_restore %r15
        popq    %r14
        .cfi_adjust_cfa_offset -8
        .cfi_restore %r14
        popq    %r13
        .cfi_adjust_cfa_offset -8
        .cfi_restore %r13
        popq    %r12
        .cfi_adjust_cfa_offset -8
        .cfi_restore %r12
        popq    %rbx
        .cfi_adjust_cfa_offset -8
        .cfi_restore %rbx
        popq    %rbp
        .cfi_adjust_cfa_offset -8
        .cfi_restore %rbp
        movq    %rsi, %rax
        # Not ret: the processor would predict the caller of this side's last call, which is
        # another place.
        popq    %rcx
        .cfi_adjust_cfa_offset -8
        .cfi_register %rip, %rcx
        notrack jmp *%rcx

        # As it was at the comparison.
        .cfi_def_cfa_offset FRAME
        .cfi_offset %rip, -8
        .cfi_offset %rbp, -16
        .cfi_offset %rbx, -24
        .cfi_offset %r12, -32
        .cfi_offset %r13, -40
        .cfi_offset %r14, -48
        .cfi_offset %r15, -56
.Lmxcsr:
        ldmxcsr (%rsp)
        jmp     .Lmxcsr_done
.Lx87:
        fldcw   4(%rsp)
        jmp     .Lx87_done
        .cfi_endproc
        .size   kc_resume, .-kc_resume

# void kc_prepare(kc_coroutine *self, kc_body *body, void *argument): makes the control block, 16
# bytes aligned, and the frame of the first resume below it. The coroutine begins with the control
# words of the caller.
        .globl  kc_prepare
        .type   kc_prepare, @function
        .p2align 4
kc_prepare:
        .cfi_startproc
        endbr64
        leaq    .Lyield(%rip), %rax
        movq    %rax, YIELD(%rdi)
        movq    $0, SIGNAL(%rdi)
        movq    $ABI_VERSION, ABI(%rdi)
        leaq    -FRAME(%rdi), %rcx
        movq    %rcx, SP(%rdi)
        xorl    %eax, %eax
        movq    %rax, (%rcx)
        stmxcsr (%rcx)
        fnstcw  4(%rcx)
        movq    %rax, 8(%rcx)           # r15
        movq    %rax, 16(%rcx)          # r14
        movq    %rdx, 24(%rcx)          # r13: argument
        movq    %rdi, 32(%rcx)          # r12: self
        movq    %rsi, 40(%rcx)          # rbx: body
        movq    %rax, 48(%rcx)          # rbp: the end of a chain of frames
        leaq    .Lbegin(%rip), %rax
        movq    %rax, 56(%rcx)
        ret
        .cfi_endproc
        .size   kc_prepare, .-kc_prepare

# Where the first resume goes: calls the body, and yields what it returned.
        .type   .Lbegin, @function
        .p2align 4
.Lbegin:
        .cfi_startproc
        .cfi_undefined %rip
        .cfi_undefined %rbp
        movq    %r12, %rdi
        movq    %r13, %rsi
        movq    %rax, %rdx
        call    *%rbx
        # Nobody resumes a coroutine that has ended; if somebody did, it would end again.
.Lended:
        movq    %r12, %rdi
        movq    %rax, %rsi
        movq    $ENDED, %rdx
        call    .Lyield
        jmp     .Lended
        .cfi_endproc

# int64_t kc_abi(void): the version of the control block.
        .globl  kc_abi
        .type   kc_abi, @function
        .p2align 4
kc_abi:
        .cfi_startproc
        endbr64
        movl    $ABI_VERSION, %eax
        ret
        .cfi_endproc
        .size   kc_abi, .-kc_abi

# int64_t kc_shadow_stack(void): not 0 where the thread has a shadow stack, which a change of
# stacks would not follow. The instruction does nothing on processors that have none.
        .globl  kc_shadow_stack
        .type   kc_shadow_stack, @function
        .p2align 4
kc_shadow_stack:
        .cfi_startproc
        endbr64
        xorl    %eax, %eax
        rdsspq  %rax
        ret
        .cfi_endproc
        .size   kc_shadow_stack, .-kc_shadow_stack

        .section .note.GNU-stack, "", @progbits
