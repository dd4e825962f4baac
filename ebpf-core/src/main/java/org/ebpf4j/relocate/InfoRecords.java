// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import java.nio.ByteBuffer;

/**
 * Records about instructions as {@code BPF_PROG_LOAD} takes them: each begins with the slot that it is about.
 *
 * @param bytes the records one after another, from 0 to the limit
 * @param recordSize bytes of one, 0 where there are none
 */
public record InfoRecords(ByteBuffer bytes, int recordSize) {}
