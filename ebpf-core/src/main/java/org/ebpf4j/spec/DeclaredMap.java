// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

/**
 * A map as it was declared.
 *
 * @param map what it is to be
 * @param valuesAt where in the variable its first values begin, in bytes; -1 where it can't have any
 */
record DeclaredMap(MapSpec map, int valuesAt) {}
