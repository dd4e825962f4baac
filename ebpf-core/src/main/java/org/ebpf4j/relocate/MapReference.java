// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import org.ebpf4j.spec.MapSpec;

/**
 * A wide load that takes a map's descriptor as its immediate, once the map exists.
 *
 * @param index the load's first slot in the linked program
 * @param map the map
 */
public record MapReference(int index, MapSpec map) {}
