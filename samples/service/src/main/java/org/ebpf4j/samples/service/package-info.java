// SPDX-License-Identifier: Apache-2.0
/** A plain Java service with kernel metrics beside its own. */
@NullMarked
package org.ebpf4j.samples.service;

import org.jspecify.annotations.NullMarked;
