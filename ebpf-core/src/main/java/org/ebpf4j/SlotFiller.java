// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.ToIntFunction;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.spec.MapSlot;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.MapType;
import org.ebpf4j.spec.ObjectSpec;

/** Puts into maps of maps and of programs what their authors declared to be in them from the start. */
final class SlotFiller {
    private final ObjectSpec spec;
    private final BpfObject object;

    SlotFiller(ObjectSpec spec, BpfObject object) {
        this.spec = spec;
        this.object = object;
    }

    /** Before programs are loaded, for the verifier looks at what a frozen map of maps holds. */
    void fillMaps() {
        for (MapSpec map : spec.maps()) {
            // What was there before holds what others have put into it.
            if (map.type().ofMaps() && object.origin(map.name()) == MapOrigin.CREATED) {
                fill(map, target -> object.map(target).descriptor().number());
            }
        }
    }

    /** Programs that are not there, because they were optional or not wanted, leave their slots empty. */
    void fillPrograms() {
        for (MapSpec map : spec.maps()) {
            if (map.type() == MapType.PROG_ARRAY) {
                fill(map, object::programDescriptor);
            }
        }
    }

    private void fill(MapSpec map, ToIntFunction<String> descriptor) {
        BpfMap target = object.map(map.name());
        for (MapSlot slot : map.slots()) {
            if (map.keySize() < Integer.BYTES) {
                throw new MalformedObjectException(
                        spec.name() + ": map " + map.name() + " has first values but keys of " + map.keySize()
                                + " bytes, and their keys are 4 bytes; declare a key of 4 bytes");
            }
            int fd = descriptor.applyAsInt(slot.target());
            if (fd > 0) {
                ByteBuffer key = ByteBuffer.allocate(map.keySize()).order(ByteOrder.nativeOrder());
                ByteBuffer value = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
                target.update(key.putInt(0, slot.index()), value.putInt(0, fd), BpfMap.ANY);
            }
        }
    }
}
