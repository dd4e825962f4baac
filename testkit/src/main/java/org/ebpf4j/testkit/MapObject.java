// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ebpf4j.kernel.MapCreate;
import org.ebpf4j.kernel.ObjectKind;

/** A map of the simulated kernel: what it was created as, what it holds, and whether it is frozen. */
final class MapObject extends KernelObject {
    /** Of {@code struct bpf_map_info} since 5.16. */
    private static final int INFO_SIZE = 88;

    private final MapCreate request;
    private final MapStore store;
    private boolean frozen;
    private int writableMappings;

    MapObject(MapCreate request, MapStore store, List<KernelObject> held) {
        super(held);
        this.request = request;
        this.store = store;
    }

    @Override
    ObjectKind kind() {
        return ObjectKind.MAP;
    }

    @Override
    String describe() {
        return "map " + request.name();
    }

    @Override
    ByteBuffer info() {
        ByteBuffer info = ByteBuffer.allocate(INFO_SIZE).order(ByteOrder.nativeOrder());
        info.putInt(0, request.type()).putInt(4, id());
        info.putInt(8, request.keySize()).putInt(12, request.valueSize());
        info.putInt(16, request.maxEntries()).putInt(20, request.flags());
        info.put(24, request.name().getBytes(StandardCharsets.US_ASCII));
        info.putInt(64, btfId()).putInt(68, request.btfKeyTypeId()).putInt(72, request.btfValueTypeId());
        return info.putLong(80, request.mapExtra());
    }

    private int btfId() {
        return held(BtfObject.class).mapToInt(KernelObject::id).findFirst().orElse(0);
    }

    MapCreate request() {
        return request;
    }

    MapStore store() {
        return store;
    }

    boolean has(int flag) {
        return (request.flags() & flag) != 0;
    }

    @Override
    boolean frozen() {
        return frozen;
    }

    void freeze() {
        frozen = true;
    }

    boolean isWritablyMapped() {
        return writableMappings > 0;
    }

    void writableMappings(int change) {
        writableMappings += change;
    }
}
