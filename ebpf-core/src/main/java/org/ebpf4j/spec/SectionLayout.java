// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

import java.util.Map;

/**
 * Where the variables of a section are. BTF as the compiler writes it leaves that out, and the kernel wants it.
 *
 * @param size the section's size in bytes
 * @param offsets the offset in bytes of each variable, by name
 */
public record SectionLayout(int size, Map<String, Integer> offsets) {}
