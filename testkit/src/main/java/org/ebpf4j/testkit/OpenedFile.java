// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.util.List;
import org.ebpf4j.kernel.Memory;
import org.ebpf4j.kernel.ObjectKind;
import org.jspecify.annotations.Nullable;

/** An open file, directory or run of an iterator. */
final class OpenedFile extends KernelObject {
    private final String what;
    private final byte[] bytes;
    private int position;

    OpenedFile(String what, byte[] bytes) {
        super(List.of());
        this.what = what;
        this.bytes = bytes;
    }

    @Override
    @Nullable
    ObjectKind kind() {
        return null;
    }

    @Override
    String describe() {
        return what;
    }

    int read(Memory to, int length) {
        int count = Math.min(length, bytes.length - position);
        to.bytes().put(0, bytes, position, count);
        position += count;
        return count;
    }
}
