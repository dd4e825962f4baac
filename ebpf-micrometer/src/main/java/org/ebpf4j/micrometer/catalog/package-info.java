// SPDX-License-Identifier: Apache-2.0
/** Ready-made kernel metrics: give one to {@link org.ebpf4j.micrometer.EbpfMetrics.Builder#add}. */
@NullMarked
package org.ebpf4j.micrometer.catalog;

import org.jspecify.annotations.NullMarked;
