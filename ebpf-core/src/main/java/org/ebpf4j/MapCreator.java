// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.nio.ByteBuffer;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.kernel.Capabilities;
import org.ebpf4j.kernel.Capability;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.MapCreate;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.spec.MapSpec;
import org.jspecify.annotations.Nullable;

/** Creates maps from their specs, and fills and freezes those of variables. */
final class MapCreator {
    private final Kernel kernel;
    private final String object;
    private final @Nullable Btf btf;
    private final int btfFd;

    MapCreator(Kernel kernel, String object, @Nullable Btf btf, int btfFd) {
        this.kernel = kernel;
        this.object = object;
        this.btf = btf;
        this.btfFd = btfFd;
    }

    BpfMap create(MapSpec spec) {
        boolean typed = btfFd != 0 && (spec.keyTypeId() != 0 || spec.valueTypeId() != 0);
        int fd = kernel.mapCreate(request(spec, typed));
        if (typed && (fd == -Errno.EINVAL.number() || fd == -Errno.ENOTSUPP.number())) {
            // Some kinds of maps take no types, and which ones changes with the kernel.
            fd = kernel.mapCreate(request(spec, false));
        }
        String what = object + ": map " + spec.name() + " (" + spec.type() + ", key " + spec.keySize() + ", value "
                + spec.valueSize() + ", " + spec.maxEntries() + " entries) can't be created";
        if (Errno.isRefusal(fd)) {
            throw Capabilities.refused(kernel, what, fd, Capability.CAP_BPF);
        }
        if (fd < 0) {
            throw new SystemCallException(what + ": " + Errno.describe(fd) + hint(fd), -fd);
        }
        BpfMap map = new BpfMap(kernel, spec, btf, fd);
        try {
            fill(map, spec);
        } catch (BpfException e) {
            map.close();
            throw e;
        }
        return map;
    }

    private MapCreate request(MapSpec spec, boolean typed) {
        String name =
                spec.contents() == null ? KernelNames.of(spec.name()) : KernelNames.ofVariables(object, spec.name());
        return new MapCreate(
                name,
                spec.type().number(),
                spec.keySize(),
                spec.valueSize(),
                spec.maxEntries(),
                spec.flags(),
                0,
                0,
                0,
                typed ? btfFd : 0,
                typed ? spec.keyTypeId() : 0,
                typed ? spec.valueTypeId() : 0);
    }

    private static String hint(int fd) {
        if (fd == -Errno.EINVAL.number()) {
            return "; its type, sizes or flags do not go together on this kernel";
        }
        return fd == -Errno.ENOMEM.number() || fd == -Errno.E2BIG.number() ? "; lower its max_entries" : "";
    }

    private void fill(BpfMap map, MapSpec spec) {
        ByteBuffer contents = spec.contents();
        if (contents == null) {
            return;
        }
        map.update(ByteBuffer.allocate(4), contents.duplicate().clear(), BpfMap.ANY);
        if (spec.constant()) {
            int fd = map.descriptor().begin();
            try {
                int result = kernel.mapFreeze(fd);
                if (result < 0) {
                    throw new SystemCallException(
                            object + ": the constants in " + spec.name() + " can't be frozen: "
                                    + Errno.describe(result),
                            -result);
                }
            } finally {
                map.descriptor().end();
            }
        }
    }
}
