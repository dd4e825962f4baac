// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.elf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The object that clang made of {@code sample.bpf.c}. The places in it are those that {@code llvm-readelf -hSW} prints. */
final class Sample {
    static final int SECTION_HEADERS = 0xb20;
    static final int SYMBOLS = 0x7b8;
    static final int SOCKET_RELOCATIONS = 0x8d0;

    private Sample() {}

    static byte[] bytes() {
        try (InputStream in = Sample.class.getResourceAsStream("sample.bpf.o")) {
            if (in == null) {
                throw new IllegalStateException("sample.bpf.o is not on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a field of a section's header is. */
    static int header(int section, int field) {
        return SECTION_HEADERS + 64 * section + field;
    }
}
