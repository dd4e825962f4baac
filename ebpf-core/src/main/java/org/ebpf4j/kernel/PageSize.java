// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How much memory the kernel manages at once: 4096 bytes on x86-64; 4096, 16384 or 65536 on aarch64. */
public final class PageSize {
    private static final String AUXILIARY = "/proc/self/auxv";
    private static final int AT_PAGESZ = 6;
    private static final int USUAL = 4096;
    private static final int LARGEST_VECTOR = 4096;

    private PageSize() {}

    /**
     * Asks the kernel.
     *
     * @param kernel the kernel
     * @return bytes, a power of two; 4096 where it does not tell
     */
    public static int of(Kernel kernel) {
        try (InputStream file = kernel.openFile(AUXILIARY)) {
            ByteBuffer vector = ByteBuffer.wrap(file.readNBytes(LARGEST_VECTOR)).order(ByteOrder.nativeOrder());
            while (vector.remaining() >= 2 * Long.BYTES) {
                long key = vector.getLong();
                long value = vector.getLong();
                if (key == AT_PAGESZ && value >= USUAL && value <= 1 << 20 && Long.bitCount(value) == 1) {
                    return (int) value;
                }
            }
        } catch (IOException e) {
            return USUAL;
        }
        return USUAL;
    }
}
