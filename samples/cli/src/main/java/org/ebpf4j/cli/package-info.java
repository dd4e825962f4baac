// SPDX-License-Identifier: Apache-2.0
/** A command line for {@code ebpf-core}: {@code java -jar samples/cli/target/ebpf4j.jar --help}. */
@NullMarked
package org.ebpf4j.cli;

import org.jspecify.annotations.NullMarked;
