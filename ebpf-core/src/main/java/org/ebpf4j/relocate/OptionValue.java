// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.ebpf4j.RelocationException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfType;
import org.ebpf4j.spec.ExternSpec;

/**
 * Turns the text of a kernel option into the bytes of the variable that an object declared for it: {@code y}, {@code m} and {@code n} for
 * {@code bool}, {@code char} and {@code enum libbpf_tristate}, numbers for integers, quoted text for arrays of {@code char}.
 */
public final class OptionValue {
    private static final String TRISTATE = "libbpf_tristate";
    private static final int MODULE = 2;

    private final Btf btf;
    private final ExternSpec option;
    private final String text;
    private final BtfType type;

    private OptionValue(Btf btf, ExternSpec option, String text) {
        this.btf = btf;
        this.option = option;
        this.text = text;
        this.type = btf.type(btf.resolve(option.typeId()));
    }

    /**
     * Writes a value to its place.
     *
     * @param btf the object's types
     * @param option an option of the object
     * @param text its value as the kernel's configuration has it, such as {@code y}, {@code 250} or {@code "(none)"}
     * @param values the map of options, little-endian
     * @throws RelocationException where the variable can't hold such a value
     */
    public static void put(Btf btf, ExternSpec option, String text, ByteBuffer values) {
        new OptionValue(btf, option, text).put(values);
    }

    private void put(ByteBuffer values) {
        if (text.startsWith("\"")) {
            putText(values);
        } else if (text.equals("y") || text.equals("n") || text.equals("m")) {
            putNumber(values, choice(text.charAt(0)));
        } else {
            putNumber(values, number());
        }
    }

    private long choice(char choice) {
        if (type instanceof BtfType.Enum values && values.name().equals(TRISTATE)) {
            return choice == 'y' ? 1 : choice == 'm' ? MODULE : 0;
        }
        if (type instanceof BtfType.Int integer && integer.bool() && choice != 'm') {
            return choice == 'y' ? 1 : 0;
        }
        if (type instanceof BtfType.Int integer && integer.size() == 1 && !integer.bool()) {
            return choice;
        }
        throw misfit(choice == 'm' ? "an enum libbpf_tristate or a char" : "a bool, an enum libbpf_tristate or a char");
    }

    private long number() {
        if (!(type instanceof BtfType.Int integer) || integer.bool()) {
            throw misfit("an integer");
        }
        long value;
        try {
            value = text.startsWith("0x") || text.startsWith("0X")
                    ? Long.parseUnsignedLong(text.substring(2), 16)
                    : text.startsWith("-") ? Long.parseLong(text) : Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw new RelocationException(
                    btf.source() + ": the kernel's option " + option.name() + " is " + text + ", which is no number");
        }
        int bits = integer.size() * Byte.SIZE;
        boolean fits = bits >= Long.SIZE
                || (integer.signed()
                        ? value >= -(1L << (bits - 1)) && value < 1L << (bits - 1)
                        : value >= 0 && value < 1L << bits);
        if (!fits) {
            throw misfit("a wider integer");
        }
        return value;
    }

    private void putNumber(ByteBuffer values, long number) {
        for (int i = 0; i < option.size(); i++) {
            values.put(option.offset() + i, (byte) (i < Long.BYTES ? number >> (Byte.SIZE * i) : 0));
        }
    }

    /** Text that is too long is cut, as libbpf does, and always ends in a zero. */
    private void putText(ByteBuffer values) {
        boolean characters = type instanceof BtfType.Array array
                && btf.type(btf.resolve(array.element())) instanceof BtfType.Int element
                && element.size() == 1;
        if (!characters || text.length() < 2 || !text.endsWith("\"")) {
            throw misfit("an array of char");
        }
        byte[] bytes = text.substring(1, text.length() - 1).getBytes(StandardCharsets.UTF_8);
        values.put(option.offset(), bytes, 0, Math.min(bytes.length, option.size() - 1));
    }

    private RelocationException misfit(String wanted) {
        return new RelocationException(btf.source() + ": the kernel's option " + option.name() + " is " + text
                + ", which its variable can't hold; declare it as " + wanted);
    }
}
