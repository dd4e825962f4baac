// SPDX-License-Identifier: Apache-2.0
/** Maps that the kernel holds, element by element and as flat snapshots of the whole. */
@NullMarked
package org.ebpf4j.map;

import org.jspecify.annotations.NullMarked;
