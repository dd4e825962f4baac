// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.ebpf4j;

import org.jspecify.annotations.NullMarked;
