// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import org.ebpf4j.kernel.ObjectKind;

/** An object by its id. */
record KernelId(ObjectKind kind, int id) {}
