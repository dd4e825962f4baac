// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

/**
 * A call of a module's function, or a wide load of a module's variable, that takes the descriptor of the module's types: the load in its second
 * half, the call through a list of descriptors that the kernel is given, by its place in it.
 *
 * @param index the instruction's first slot in the linked program
 * @param module the module's name
 */
public record ModuleReference(int index, String module) {}
