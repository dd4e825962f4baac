// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.ebpf4j.kernel.ObjectKind;

/** Loaded BTF. */
final class BtfObject extends KernelObject {
    private static final int INFO_SIZE = 32;

    private final int size;

    BtfObject(int size) {
        super(List.of());
        this.size = size;
    }

    @Override
    ByteBuffer info() {
        ByteBuffer info = ByteBuffer.allocate(INFO_SIZE).order(ByteOrder.nativeOrder());
        return info.putInt(8, size).putInt(12, id());
    }

    @Override
    ObjectKind kind() {
        return ObjectKind.BTF;
    }

    @Override
    String describe() {
        return "BTF";
    }
}
