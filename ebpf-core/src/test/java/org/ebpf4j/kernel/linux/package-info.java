// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.ebpf4j.kernel.linux;

import org.jspecify.annotations.NullMarked;
