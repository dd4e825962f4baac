// SPDX-License-Identifier: Apache-2.0
/** The corpus of objects, and what libbpf and this library make of it and of objects that others wrote. */
@NullMarked
package org.ebpf4j.corpus;

import org.jspecify.annotations.NullMarked;
