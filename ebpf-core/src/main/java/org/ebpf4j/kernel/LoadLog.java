// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.nio.charset.StandardCharsets;

/**
 * Where the kernel writes what it has to say about a program or BTF being loaded. Not thread-safe: one call at a time.
 */
public final class LoadLog {
    private final Memory text;
    private final int level;
    private int trueSize;

    /**
     * Allocates the log.
     *
     * @param kernel where the call will go
     * @param size bytes of text with its closing NUL, at least 128
     * @param level the kernel's {@code log_level}: 1 for errors and instructions, 2 for every state
     */
    public LoadLog(Kernel kernel, int size, int level) {
        this.text = kernel.allocate(size);
        this.level = level;
    }

    /**
     * The kernel's {@code log_level}.
     *
     * @return 1 or more
     */
    public int level() {
        return level;
    }

    /**
     * Where the kernel writes.
     *
     * @return NUL-terminated text
     */
    public Memory text() {
        return text;
    }

    /**
     * Set by the implementation of {@link Kernel} after the call.
     *
     * @param bytes the kernel's {@code log_true_size}, 0 where it has none (before 6.4)
     */
    public void answered(int bytes) {
        trueSize = bytes;
    }

    /**
     * How much room the whole log would have taken.
     *
     * @return bytes, 0 where the kernel does not say (before 6.4)
     */
    public int trueSize() {
        return trueSize;
    }

    /**
     * The log as far as it fitted.
     *
     * @return the text before its closing NUL
     */
    public String string() {
        byte[] copy = new byte[text.size()];
        text.bytes().get(0, copy);
        int end = 0;
        while (end < copy.length && copy[end] != 0) {
            end++;
        }
        return new String(copy, 0, end, StandardCharsets.UTF_8);
    }
}
