// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.util.List;
import org.ebpf4j.kernel.MapCreate;
import org.ebpf4j.kernel.ObjectKind;

/** A map of the simulated kernel: what it was created as, what it holds, and whether it is frozen. */
final class MapObject extends KernelObject {
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

    MapCreate request() {
        return request;
    }

    MapStore store() {
        return store;
    }

    boolean has(int flag) {
        return (request.flags() & flag) != 0;
    }

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
