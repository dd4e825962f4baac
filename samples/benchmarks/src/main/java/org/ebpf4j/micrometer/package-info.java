// SPDX-License-Identifier: Apache-2.0
/** What benchmarks need of classes that are not public. */
@NullMarked
package org.ebpf4j.micrometer;

import org.jspecify.annotations.NullMarked;
