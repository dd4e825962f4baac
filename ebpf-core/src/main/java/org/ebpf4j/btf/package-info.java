// SPDX-License-Identifier: Apache-2.0
/** BTF, the kernel's type format: types of an object or of the running kernel, and what .BTF.ext says about instructions. */
@NullMarked
package org.ebpf4j.btf;

import org.jspecify.annotations.NullMarked;
