// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.util.HashMap;
import java.util.Map;

/**
 * Where registers are in what programs take for {@code struct pt_regs}, by their names in assembly. Source: {@code struct pt_regs} of
 * {@code arch/x86/include/asm/ptrace.h}, {@code struct user_pt_regs} of {@code arch/arm64/include/uapi/asm/ptrace.h}.
 */
final class UsdtRegisters {
    /** In their order in memory, 8 bytes each: the names for 8, 4, 2 bytes and 1 byte, then that of the byte above. */
    private static final String X86_64 = """
            r15 r15d r15w r15b
            r14 r14d r14w r14b
            r13 r13d r13w r13b
            r12 r12d r12w r12b
            rbp ebp bp bpl
            rbx ebx bx bl bh
            r11 r11d r11w r11b
            r10 r10d r10w r10b
            r9 r9d r9w r9b
            r8 r8d r8w r8b
            rax eax ax al ah
            rcx ecx cx cl ch
            rdx edx dx dl dh
            rsi esi si sil
            rdi edi di dil
            orig_rax
            rip eip
            cs
            eflags
            rsp esp sp spl
            ss
            """;

    private static final int BYTE_ABOVE = 4;
    private static final int AARCH64_NUMBERED = 31;

    private UsdtRegisters() {}

    static Map<String, Integer> x86() {
        Map<String, Integer> offsets = new HashMap<>();
        int at = 0;
        for (String line : X86_64.lines().toList()) {
            String[] names = line.split(" ", -1);
            for (int i = 0; i < names.length; i++) {
                offsets.put(names[i], i == BYTE_ABOVE ? at + 1 : at);
            }
            at += Long.BYTES;
        }
        return offsets;
    }

    static Map<String, Integer> aarch64() {
        Map<String, Integer> offsets = new HashMap<>();
        for (int i = 0; i < AARCH64_NUMBERED; i++) {
            offsets.put("x" + i, i * Long.BYTES);
            offsets.put("w" + i, i * Long.BYTES);
        }
        offsets.put("sp", AARCH64_NUMBERED * Long.BYTES);
        offsets.put("wsp", AARCH64_NUMBERED * Long.BYTES);
        offsets.put("pc", (AARCH64_NUMBERED + 1) * Long.BYTES);
        return offsets;
    }
}
