// SPDX-License-Identifier: Apache-2.0
/** What the author of an object wrote: its maps, programs and variables, read without a kernel and editable before they are loaded. */
@NullMarked
package org.ebpf4j.spec;

import org.jspecify.annotations.NullMarked;
