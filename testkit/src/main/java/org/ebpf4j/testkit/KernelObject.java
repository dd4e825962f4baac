// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.ebpf4j.kernel.ObjectKind;
import org.jspecify.annotations.Nullable;

/**
 * Something that lives in the simulated kernel for as long as a descriptor, a mapping or another object holds it. Guarded by the kernel's lock.
 */
abstract class KernelObject {
    private static final int INFO_SIZE = 16;
    private static final int ID_AT = 4;
    private static final int BTF_ID_AT = 12;

    private final List<KernelObject> held;
    private int holders;
    private int id;
    private Runnable onEnd = () -> {};

    /** Makes an object that nobody holds yet, and which itself holds others until its own end. */
    KernelObject(List<? extends KernelObject> held) {
        this.held = List.copyOf(held);
        this.held.forEach(KernelObject::hold);
    }

    /** The kind of ids that it takes part in; null for perf events, which have none. */
    abstract @Nullable ObjectKind kind();

    /** What an assertion should print: {@code map latency}. */
    abstract String describe();

    /** What {@code BPF_OBJ_GET_INFO_BY_FD} tells of it, from 0 to the limit, in native order: its id at 4, or at 12 for BTF. */
    ByteBuffer info() {
        ByteBuffer info = ByteBuffer.allocate(INFO_SIZE).order(ByteOrder.nativeOrder());
        return info.putInt(kind() == ObjectKind.BTF ? BTF_ID_AT : ID_AT, id);
    }

    final int id() {
        return id;
    }

    final void born(int newId, Runnable whenEnded) {
        id = newId;
        onEnd = whenEnded;
    }

    final void hold() {
        holders++;
    }

    final void release() {
        if (--holders == 0) {
            onEnd.run();
            ended();
            held.forEach(KernelObject::release);
        }
    }

    /** Called once nobody holds the object any more. */
    void ended() {}
}
