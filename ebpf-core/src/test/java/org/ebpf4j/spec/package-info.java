// SPDX-License-Identifier: Apache-2.0
/** Tests of the package. */
@NullMarked
package org.ebpf4j.spec;

import org.jspecify.annotations.NullMarked;
