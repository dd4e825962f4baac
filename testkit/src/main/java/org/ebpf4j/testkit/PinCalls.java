// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Memory;
import org.ebpf4j.kernel.ObjectKind;

/** What is held already: pins, ids, and what is told of an object. Guarded by the kernel's lock. */
final class PinCalls {
    private static final String ROOT = "/sys/fs/bpf/";

    private final Descriptors descriptors;
    private final ObjectIds ids;
    private final Map<String, KernelObject> pins = new HashMap<>();

    PinCalls(Descriptors descriptors, ObjectIds ids) {
        this.descriptors = descriptors;
        this.ids = ids;
    }

    int pin(int fd, String path) {
        KernelObject object = descriptors.get(fd, KernelObject.class);
        if (object == null) {
            return -Errno.EBADF.number();
        }
        if (object.kind() == null || object.kind() == ObjectKind.BTF) {
            return -Errno.EINVAL.number();
        }
        if (!path.startsWith(ROOT)) {
            return -Errno.EPERM.number();
        }
        if (pins.putIfAbsent(path, object) != null) {
            return -Errno.EEXIST.number();
        }
        object.hold();
        return 0;
    }

    int get(String path) {
        KernelObject object = pins.get(path);
        return object == null ? -Errno.ENOENT.number() : descriptors.open(object);
    }

    int byId(ObjectKind kind, int id) {
        KernelObject object = ids.get(kind, id);
        return object == null ? -Errno.ENOENT.number() : descriptors.open(object);
    }

    /** The first fields of {@code struct bpf_prog_info}, {@code bpf_map_info}, {@code bpf_link_info} and {@code bpf_btf_info}, as many as there is room for. */
    int info(int fd, Memory to) {
        KernelObject object = descriptors.get(fd, KernelObject.class);
        if (object == null || object.kind() == null) {
            return -Errno.EBADFD.number();
        }
        ByteBuffer info = object.info();
        int length = Math.min(info.limit(), to.size());
        to.bytes().put(0, info, 0, length);
        return length;
    }
}
