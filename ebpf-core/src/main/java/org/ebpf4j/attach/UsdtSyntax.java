// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.elf.UsdtProbe;
import org.jspecify.annotations.Nullable;

/**
 * How the assembler of one kind of processor writes the operands that {@code <sys/sdt.h>} notes as arguments: a size, negative where the argument
 * is signed, an at sign, and a constant, a register or a place in memory.
 *
 * @param machine the processor's {@code e_machine}
 * @param constant group {@code number}
 * @param register group {@code register}
 * @param memory groups {@code base}, {@code offset} and, where {@code indexed}, {@code index} and {@code scale}
 * @param indexed whether two registers may be added
 * @param registers offsets in {@code struct pt_regs} by name
 */
record UsdtSyntax(
        int machine,
        Pattern constant,
        Pattern register,
        Pattern memory,
        boolean indexed,
        Map<String, Integer> registers) {
    private static final String SIGNED = "[-+]?(0x[0-9a-fA-F]{1,16}|[0-9]{1,20})";

    /** {@code $5}, {@code %rax}, {@code -20(%rbp)}, {@code (%rdx)}, {@code 16(%rax,%rbx,4)}. */
    private static final UsdtSyntax X86_64 = new UsdtSyntax(
            62,
            Pattern.compile("\\$(?<number>" + SIGNED + ")"),
            Pattern.compile("%(?<register>\\w+)"),
            Pattern.compile("(?<offset>" + SIGNED
                    + ")?\\(\\s*%(?<base>\\w+)\\s*(,\\s*%(?<index>\\w+)\\s*(,\\s*(?<scale>[1248])\\s*)?)?\\)"),
            true,
            UsdtRegisters.x86());

    /** {@code 5}, {@code x1}, {@code [sp, 60]}, {@code [x19]}. */
    private static final UsdtSyntax AARCH64 = new UsdtSyntax(
            183,
            Pattern.compile("#?(?<number>" + SIGNED + ")"),
            Pattern.compile("(?<register>[a-z]\\w*)"),
            Pattern.compile("\\[\\s*(?<base>\\w+)\\s*(,\\s*#?(?<offset>" + SIGNED + ")\\s*)?\\]"),
            false,
            UsdtRegisters.aarch64());

    /** Spaces stand between arguments, and within some of them. */
    private static final Pattern BETWEEN = Pattern.compile("\\s++(?=-?[0-9]++\\w*+@)");

    private static final Pattern ARGUMENT =
            Pattern.compile("(?<sign>-?)(?<size>[1248])@(?<operand>.+)", Pattern.DOTALL);

    /** Twelve arguments, which is all that {@code <sys/sdt.h>} has, take a quarter of this. */
    private static final int LONGEST = 4096;

    /** That of {@code e_machine}. */
    static UsdtSyntax of(String what, int machine) {
        for (UsdtSyntax syntax : List.of(X86_64, AARCH64)) {
            if (syntax.machine == machine) {
                return syntax;
            }
        }
        throw new UnsupportedException(
                what + ": the file is for another processor (e_machine " + machine
                        + "), and only arguments of x86-64 and aarch64 can be read",
                0);
    }

    List<UsdtArgument> parse(String what, UsdtProbe probe) {
        List<UsdtArgument> arguments = new ArrayList<>();
        String text = probe.arguments().strip();
        if (text.length() > LONGEST) {
            throw new MalformedObjectException(what + ": the arguments of " + probe.provider() + ":" + probe.name()
                    + " take " + text.length() + " characters, more than any compiler would write");
        }
        // What some tracers' own macros write for none.
        if (!text.isEmpty() && !text.equals(":")) {
            for (String argument : BETWEEN.split(text, -1)) {
                arguments.add(argument(what, probe, argument.strip(), arguments.size()));
            }
        }
        return arguments;
    }

    private UsdtArgument argument(String what, UsdtProbe probe, String text, int place) {
        Matcher parts = ARGUMENT.matcher(text);
        UsdtArgument operand = parts.matches() ? operand(parts.group("operand")) : null;
        if (operand == null) {
            throw new UnsupportedException(
                    what + ": argument " + place + " of " + probe.provider() + ":" + probe.name() + " is \"" + text
                            + "\", which is no constant, integer register or place in memory that a program could read; attach with a uprobe"
                            + " instead",
                    0);
        }
        return operand.of(
                Integer.parseInt(parts.group("size")), parts.group("sign").equals("-"));
    }

    private @Nullable UsdtArgument operand(String text) {
        Matcher matcher = constant.matcher(text);
        if (matcher.matches()) {
            Long value = number(matcher.group("number"));
            return value == null ? null : UsdtArgument.constant(value);
        }
        matcher = register.matcher(text);
        if (matcher.matches()) {
            Integer found = registers.get(matcher.group("register"));
            return found == null ? null : UsdtArgument.register(found);
        }
        matcher = memory.matcher(text);
        return matcher.matches() ? place(matcher) : null;
    }

    private @Nullable UsdtArgument place(Matcher matcher) {
        Integer base = registers.get(matcher.group("base"));
        Long offset = number(matcher.group("offset"));
        if (base == null || offset == null) {
            return null;
        }
        String name = indexed ? matcher.group("index") : null;
        if (name == null) {
            return UsdtArgument.memory(base, offset);
        }
        Integer index = registers.get(name);
        String scale = matcher.group("scale");
        int shift = scale == null ? 0 : Integer.numberOfTrailingZeros(Integer.parseInt(scale));
        return index == null ? null : UsdtArgument.indexed(base, offset, index, shift);
    }

    /** Null for what 64 bits can't hold. */
    private static @Nullable Long number(@Nullable String text) {
        if (text == null) {
            return 0L;
        }
        boolean negative = text.startsWith("-");
        String digits = negative || text.startsWith("+") ? text.substring(1) : text;
        try {
            long value = digits.startsWith("0x")
                    ? Long.parseUnsignedLong(digits.substring(2), 16)
                    : Long.parseUnsignedLong(digits);
            return negative ? -value : value;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
