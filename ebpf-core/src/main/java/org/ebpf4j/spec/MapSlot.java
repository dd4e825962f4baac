// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

/**
 * What a map of maps or programs holds from the start.
 *
 * @param index the key, an unsigned 32-bit number
 * @param target the name of a map or program of the same object
 */
public record MapSlot(int index, String target) {}
