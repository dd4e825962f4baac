// SPDX-License-Identifier: Apache-2.0
/** Where programs run: one class for each kind of target, and the links that hold a program there. */
@NullMarked
package org.ebpf4j.attach;

import org.jspecify.annotations.NullMarked;
