// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.ObjectKind;
import org.jspecify.annotations.Nullable;

/** The living objects by kind and id. Ids rise from 1 and are not used again. Guarded by the kernel's lock. */
final class ObjectIds {
    private final Map<ObjectKind, NavigableMap<Integer, KernelObject>> living = new EnumMap<>(ObjectKind.class);
    private final Map<ObjectKind, Integer> last = new EnumMap<>(ObjectKind.class);

    ObjectIds() {
        for (ObjectKind kind : ObjectKind.values()) {
            living.put(kind, new TreeMap<>());
        }
    }

    void give(KernelObject object) {
        ObjectKind kind = object.kind();
        if (kind == null) {
            return;
        }
        int id = last.merge(kind, 1, Integer::sum);
        of(kind).put(id, object);
        object.born(id, () -> of(kind).remove(id));
    }

    @Nullable
    KernelObject get(ObjectKind kind, int id) {
        return of(kind).get(id);
    }

    int next(ObjectKind kind, int after) {
        if (after < 0 || after == Integer.MAX_VALUE) {
            return -Errno.EINVAL.number();
        }
        Integer next = of(kind).higherKey(after);
        return next == null ? -Errno.ENOENT.number() : next;
    }

    <T extends KernelObject> List<T> all(ObjectKind kind, Class<T> type) {
        Collection<KernelObject> objects = of(kind).values();
        return objects.stream().map(type::cast).toList();
    }

    private NavigableMap<Integer, KernelObject> of(ObjectKind kind) {
        NavigableMap<Integer, KernelObject> objects = living.get(kind);
        if (objects == null) {
            throw new IllegalArgumentException("no ids of kind " + kind);
        }
        return objects;
    }
}
