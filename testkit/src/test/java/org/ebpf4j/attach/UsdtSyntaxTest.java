// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.ebpf4j.BpfException;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.elf.UsdtProbe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the arguments of USDT probes are written, on x86-64 and aarch64. */
class UsdtSyntaxTest {
    private static final int X86_64 = 62;
    private static final int AARCH64 = 183;

    private static List<UsdtArgument> parse(int machine, String arguments) {
        return UsdtSyntax.of("what", machine).parse("what", new UsdtProbe("app", "begin", arguments, 0, 0));
    }

    private static UsdtArgument one(int machine, String argument) {
        List<UsdtArgument> arguments = parse(machine, argument);
        assertEquals(1, arguments.size());
        return arguments.get(0);
    }

    @Test
    void constantsHaveTheirSizeAndSign() {
        assertEquals(UsdtArgument.constant(-5).of(4, true), one(X86_64, "-4@$-5"));
        assertEquals(UsdtArgument.constant(-1).of(8, false), one(X86_64, "8@$18446744073709551615"));
        assertEquals(UsdtArgument.constant(0x7f).of(1, false), one(X86_64, "1@$0x7f"));
        assertEquals(UsdtArgument.constant(5).of(4, false), one(AARCH64, "4@5"));
        assertEquals(UsdtArgument.constant(-5).of(2, true), one(AARCH64, "-2@#-5"));
    }

    @ParameterizedTest
    @CsvSource({
        "%r15,0",
        "%r14d,8",
        "%r13w,16",
        "%r12b,24",
        "%rbp,32",
        "%bl,40",
        "%bh,41",
        "%r11,48",
        "%r10,56",
        "%r9,64",
        "%r8b,72",
        "%eax,80",
        "%ah,81",
        "%cx,88",
        "%dl,96",
        "%sil,104",
        "%dil,112",
        "%rip,128",
        "%rsp,152"
    })
    void registersOfX86AreWhereTheKernelKeepsThem(String register, int offset) {
        assertEquals(UsdtArgument.register(offset), one(X86_64, "8@" + register));
    }

    @ParameterizedTest
    @CsvSource({"x0,0", "w1,8", "x30,240", "sp,248", "pc,256"})
    void registersOfAarch64AreWhereTheKernelKeepsThem(String register, int offset) {
        assertEquals(UsdtArgument.register(offset), one(AARCH64, "8@" + register));
    }

    @Test
    void placesInMemory() {
        assertEquals(UsdtArgument.memory(32, -1204).of(4, true), one(X86_64, "-4@-1204(%rbp)"));
        assertEquals(UsdtArgument.memory(96, 0), one(X86_64, "8@(%rdx)"));
        assertEquals(UsdtArgument.indexed(80, 16, 40, 2), one(X86_64, "8@16(%rax,%rbx,4)"));
        assertEquals(UsdtArgument.indexed(80, 0, 40, 0), one(X86_64, "8@(%rax,%rbx)"));
        assertEquals(UsdtArgument.memory(248, 60).of(4, true), one(AARCH64, "-4@[sp, 60]"));
        assertEquals(UsdtArgument.memory(248, 60).of(4, true), one(AARCH64, "-4@[sp, #60]"));
        assertEquals(UsdtArgument.memory(152, 0), one(AARCH64, "8@[x19]"));
    }

    @Test
    void spacesStandBetweenArgumentsAndInThem() {
        assertEquals(
                List.of(
                        UsdtArgument.register(8).of(4, false),
                        UsdtArgument.memory(248, -8),
                        UsdtArgument.constant(3).of(1, true)),
                parse(AARCH64, " 4@w1 8@[sp, -8]  -1@3 "));
        assertEquals(List.of(), parse(X86_64, ""));
        assertEquals(List.of(), parse(X86_64, ":"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8f@%xmm0",
                "8@%xmm0",
                "3@%rax",
                "16@%rax",
                "8@",
                "@%rax",
                "%rax",
                "8@rax",
                "8@$",
                "8@$99999999999999999999",
                "8@counter(%rip)",
                "8@(%rax,%rbx,3)",
                "8@(,%rbx,4)",
                "8@(%rax",
                "8@x1",
                "8@[sp]",
                "-8@%fs:16"
            })
    void whatCanNotBeReadIsNamed(String argument) {
        UnsupportedException e = assertThrows(UnsupportedException.class, () -> parse(X86_64, "8@%rax " + argument));
        assertTrue(
                e.getMessage().startsWith("what: argument ")
                        && e.getMessage().contains(" of app:begin is \"")
                        && e.getMessage().contains(argument),
                e.getMessage());
    }

    @Test
    void anotherProcessorIsNamed() {
        UnsupportedException e = assertThrows(UnsupportedException.class, () -> UsdtSyntax.of("what", 243));
        assertTrue(e.getMessage().contains("e_machine 243"), e.getMessage());
    }

    @Test
    void endlessArgumentsTakeNoTime() {
        for (String piece : List.of("0", " ", " 0", " 8@", "8@(", "8@%r", "8@$1 ", "\t1a")) {
            assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
                assertThrows(
                        MalformedObjectException.class, () -> parse(X86_64, "8@%rax" + piece.repeat(1 << 20) + "!"));
                assertThrows(BpfException.class, () -> parse(X86_64, piece.repeat(4000 / piece.length()) + "!"));
            });
        }
    }
}
