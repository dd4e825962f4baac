// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

/** How the C twin reads a whole map. */
enum MapReference {
    /** {@code bpf_map_lookup_batch}, as many entries per call as the map has. */
    BATCHES,
    /** {@code bpf_map_get_next_key} and {@code bpf_map_lookup_elem} for each entry. */
    KEYS,
    /** The one of the two that takes less time. */
    BETTER
}
