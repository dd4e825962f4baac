// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import org.ebpf4j.codec.Codec;
import org.ebpf4j.kernel.MapCall;
import org.ebpf4j.spec.MapType;
import org.jspecify.annotations.Nullable;

/** Values that live with something else of the kernel's, which user space names by a descriptor of it. Safe for use by several threads. */
final class Storage<V> {
    private final BpfMap map;
    private final Codec<V> values;
    private final Elements elements;

    Storage(BpfMap map, Codec<V> values, String view, MapType type) {
        this.map = ViewTypes.check(map, view, type);
        this.values = Sizes.checked(map, "values", map.valueSize(), values);
        this.elements = map.elements();
    }

    BpfMap map() {
        return map;
    }

    @Nullable
    V get(int fd) {
        MapCall call = elements.begin();
        try {
            call.key().bytes().putInt(0, fd);
            return elements.lookup(call) ? values.read(call.value().bytes(), 0) : null;
        } finally {
            elements.end(call);
        }
    }

    boolean update(int fd, V value, long flags) {
        MapCall call = elements.begin();
        try {
            call.key().bytes().putInt(0, fd);
            values.write(value, call.value().bytes(), 0);
            return elements.update(call, flags);
        } finally {
            elements.end(call);
        }
    }

    boolean remove(int fd) {
        return elements.remove(Integer.BYTES, fd);
    }
}
