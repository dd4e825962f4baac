// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

/** Where an object has a map from. */
enum MapOrigin {
    /** Made for it. */
    CREATED,
    /** It was pinned, and belongs to whoever made it; its descriptor is the object's. */
    PINNED,
    /** The caller gave it and keeps it. */
    GIVEN
}
