// SPDX-License-Identifier: Apache-2.0
/** Decoders for what keys of maps mostly hold: numbers, text, kernel symbols and devices. All are made by {@link org.ebpf4j.decoders.Decoders}. */
@NullMarked
package org.ebpf4j.decoders;

import org.jspecify.annotations.NullMarked;
