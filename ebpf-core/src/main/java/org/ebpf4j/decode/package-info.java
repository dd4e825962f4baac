// SPDX-License-Identifier: Apache-2.0
/** The service interface by which bytes of a map's key become the text of a label. */
@NullMarked
package org.ebpf4j.decode;

import org.jspecify.annotations.NullMarked;
