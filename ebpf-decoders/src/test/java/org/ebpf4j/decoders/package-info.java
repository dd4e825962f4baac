// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.ebpf4j.decoders;

import org.jspecify.annotations.NullMarked;
