// SPDX-License-Identifier: Apache-2.0
/** Bytes of keys, values and events as Java objects, bound to the types that BTF describes. */
@NullMarked
package org.ebpf4j.codec;

import org.jspecify.annotations.NullMarked;
