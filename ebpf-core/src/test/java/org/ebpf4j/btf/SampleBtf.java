// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** The .BTF and .BTF.ext of {@code sample.bpf.o}. The places in the file are those that {@code llvm-readelf -SW} prints. */
final class SampleBtf {
    private SampleBtf() {}

    static byte[] btf() {
        return slice(0x188, 0x502);
    }

    static byte[] ext() {
        return slice(0x68c, 0x128);
    }

    private static byte[] slice(int offset, int size) {
        try (InputStream in = SampleBtf.class.getResourceAsStream("/org/ebpf4j/elf/sample.bpf.o")) {
            if (in == null) {
                throw new IllegalStateException("sample.bpf.o is not on the class path");
            }
            return Arrays.copyOfRange(in.readAllBytes(), offset, offset + size);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
