// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

/**
 * Where one argument of a USDT probe is when the probe is reached, and how it is read.
 *
 * @param kind where it is
 * @param value the constant, or what is added to the address in a register
 * @param register offset of the register in {@code struct pt_regs}, 0 where there is none
 * @param index offset of the register in {@code struct pt_regs} that is added as well, 0 where there is none
 * @param scaleShift by how many bits that is shifted to the left first, 0 to 3
 * @param size bytes: 1, 2, 4 or 8
 * @param signed whether it is extended with its sign to 64 bits
 */
public record UsdtArgument(Kind kind, long value, int register, int index, int scaleShift, int size, boolean signed) {
    /** Where an argument is. The numbers are {@code enum __bpf_usdt_arg_type} of libbpf's {@code bpf/usdt.bpf.h}. */
    public enum Kind {
        /** Nowhere: the compiler knew it. */
        CONSTANT(0),
        /** In a register. */
        REGISTER(1),
        /** In memory that a register points near to. */
        MEMORY(2),
        /** In memory, at the sum of two registers and a number (objects compiled with libbpf 1.7 or later, or {@code ebpf4j_usdt.bpf.h}). */
        INDEXED_MEMORY(3);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        /**
         * The number that programs compare with.
         *
         * @return 0 to 3
         */
        public int number() {
            return number;
        }
    }

    static UsdtArgument constant(long value) {
        return new UsdtArgument(Kind.CONSTANT, value, 0, 0, 0, Long.BYTES, false);
    }

    static UsdtArgument register(int register) {
        return new UsdtArgument(Kind.REGISTER, 0, register, 0, 0, Long.BYTES, false);
    }

    static UsdtArgument memory(int register, long displacement) {
        return new UsdtArgument(Kind.MEMORY, displacement, register, 0, 0, Long.BYTES, false);
    }

    static UsdtArgument indexed(int register, long displacement, int index, int scaleShift) {
        return new UsdtArgument(Kind.INDEXED_MEMORY, displacement, register, index, scaleShift, Long.BYTES, false);
    }

    UsdtArgument of(int bytes, boolean isSigned) {
        return new UsdtArgument(kind, value, register, index, scaleShift, bytes, isSigned);
    }
}
