// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.ebpf4j.kernel.ObjectKind;
import org.jspecify.annotations.Nullable;

/**
 * Something that lives in the simulated kernel for as long as a descriptor, a mapping or another object holds it. Guarded by the kernel's lock.
 */
abstract class KernelObject {
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

    /** What {@code BPF_OBJ_GET_INFO_BY_FD} tells of it, from 0 to the limit, in native order. */
    ByteBuffer info() {
        return ByteBuffer.allocate(0);
    }

    /** What the one address in {@link #info} leads to: names and ids, as the kernel writes them. */
    byte[] told() {
        return new byte[0];
    }

    /** What {@code /proc/self/fdinfo} says of a descriptor of it. */
    final String fdInfo() {
        ObjectKind kind = kind();
        String lines = kind == null
                ? ""
                : switch (kind) {
                    case PROGRAM -> "prog_type:\t" + info().getInt(0) + "\nprog_id:\t" + id;
                    case MAP ->
                        "map_type:\t" + info().getInt(0) + "\nfrozen:\t" + (frozen() ? 1 : 0) + "\nmap_id:\t" + id;
                    case LINK -> "link_type:\t" + info().getInt(0) + "\nlink_id:\t" + id;
                    case BTF -> "btf_id:\t" + id;
                };
        return "pos:\t0\nflags:\t02000002\n" + lines + "\n";
    }

    /** Whether user space may no longer write it. */
    boolean frozen() {
        return false;
    }

    final int id() {
        return id;
    }

    final void born(int newId, Runnable whenEnded) {
        id = newId;
        onEnd = whenEnded;
    }

    /** What it holds of one kind. */
    final <T extends KernelObject> Stream<T> held(Class<T> type) {
        return held.stream().filter(type::isInstance).map(type::cast);
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
