// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Memory;
import org.ebpf4j.kernel.ObjectKind;
import org.jspecify.annotations.Nullable;

/** What is held already: pins, ids, and what is told of an object. Guarded by the kernel's lock. */
final class PinCalls {
    private static final String ROOT = "/sys/fs/bpf";
    private static final String FD_INFO = "/proc/self/fdinfo/";

    private final Descriptors descriptors;
    private final ObjectIds ids;
    private final FileTree files;
    private final Set<String> directories = new HashSet<>(Set.of(ROOT));
    private final Map<String, KernelObject> pins = new HashMap<>();

    PinCalls(Descriptors descriptors, ObjectIds ids, FileTree files) {
        this.files = files;
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
        int above = parent(path);
        if (above != 0) {
            return above;
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

    int unlink(String path) {
        KernelObject object = pins.remove(path);
        if (object != null) {
            object.release();
            return 0;
        }
        int found = files.find(path);
        if (found == 0) {
            files.remove(path);
        }
        return found;
    }

    int makeDirectory(String path) {
        int above = parent(path);
        if (above != 0) {
            return above;
        }
        return pins.containsKey(path) || !directories.add(path) ? -Errno.EEXIST.number() : 0;
    }

    /** Whether something can be made in a BPF file system: 0 or a negated errno. */
    private int parent(String path) {
        int slash = path.lastIndexOf('/');
        if (!path.startsWith(ROOT + "/")) {
            return -Errno.EPERM.number();
        }
        if (!directories.contains(path.substring(0, slash))) {
            return -Errno.ENOENT.number();
        }
        return path.indexOf('.', slash) < 0 ? 0 : -Errno.EPERM.number();
    }

    int byId(ObjectKind kind, int id) {
        KernelObject object = ids.get(kind, id);
        return object == null ? -Errno.ENOENT.number() : descriptors.open(object);
    }

    /**
     * As many fields of {@code struct bpf_prog_info}, {@code bpf_map_info}, {@code bpf_link_info} or {@code bpf_btf_info} as there is room for. The
     * address in the request can't be followed, so what it leads to is told apart by the object: each has one thing to tell there.
     */
    int info(int fd, Memory to, @Nullable Memory target) {
        KernelObject object = descriptors.get(fd, KernelObject.class);
        if (object == null) {
            return -Errno.EBADFD.number();
        }
        if (object.kind() == null) {
            return -Errno.EINVAL.number();
        }
        ByteBuffer info = object.info();
        int length = Math.min(info.limit(), to.size());
        to.bytes().put(0, info, 0, length);
        if (target != null) {
            byte[] told = object.told();
            target.bytes().put(0, told, 0, Math.min(told.length, target.size()));
        }
        return length;
    }

    /** What {@code /proc/self/fdinfo} shows; null where the path is of no open descriptor. */
    @Nullable
    InputStream fdInfo(String path) {
        if (!path.matches(FD_INFO + "[0-9]{1,9}")) {
            return null;
        }
        KernelObject object = descriptors.get(Integer.parseInt(path.substring(FD_INFO.length())), KernelObject.class);
        return object == null ? null : new ByteArrayInputStream(object.fdInfo().getBytes(StandardCharsets.US_ASCII));
    }
}
