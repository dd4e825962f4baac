// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.elf;

/**
 * A place in an executable or shared library that its author made for tracing: a USDT probe, as the note says that {@code <sys/sdt.h>} leaves.
 * A probe that was compiled into several functions, or inlined, has several places, each of them one of these.
 *
 * @param provider who offers it, such as {@code hotspot}
 * @param name such as {@code gc__begin}
 * @param arguments where its arguments are when the place is reached, in the assembler's words: {@code 8@%rax -4@-20(%rbp)}; empty for none
 * @param address of the instruction, as linked
 * @param semaphoreAddress of the 16-bit counter that says how many trace it, as linked; 0 for none
 */
public record UsdtProbe(String provider, String name, String arguments, long address, long semaphoreAddress) {}
