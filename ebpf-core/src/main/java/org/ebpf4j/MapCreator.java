// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.nio.ByteBuffer;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.kernel.Capabilities;
import org.ebpf4j.kernel.Capability;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Features;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.LockedMemory;
import org.ebpf4j.kernel.MapCreate;
import org.ebpf4j.kernel.Support;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.MapType;
import org.jspecify.annotations.Nullable;

/** Creates maps from their specs, and fills and freezes those of variables. */
final class MapCreator {
    private final Kernel kernel;
    /** The same, with the token that lets it be done. */
    private final Kernel granted;

    private final Features features;
    private final LockedMemory memory;
    private final String object;
    private final @Nullable Btf btf;
    private final int btfFd;
    private final Capability[] needed;

    MapCreator(
            Kernel kernel,
            Kernel granted,
            Features features,
            LockedMemory memory,
            String object,
            @Nullable Btf btf,
            int btfFd,
            Capability... needed) {
        this.kernel = kernel;
        this.granted = granted;
        this.features = features;
        this.memory = memory;
        this.object = object;
        this.btf = btf;
        this.btfFd = btfFd;
        this.needed = needed;
    }

    /** Of a size that fits the kernel already. */
    BpfMap create(MapSpec wanted) {
        MapSpec spec = wanted;
        int fd = open(spec);
        if (isDislike(fd) && spec.contents() != null && (spec.flags() & MapSpec.MMAPABLE) != 0) {
            // Before 5.5 no map's memory could be mapped; variables can be read all the same.
            spec = wanted.copy().flags(wanted.flags() & ~MapSpec.MMAPABLE);
            fd = open(spec);
        }
        if (fd < 0) {
            throw refused(wanted, fd);
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

    /** Returns the map's descriptor, or a negated errno. The template of a map of maps is needed for no longer than the call. */
    private int open(MapSpec spec) {
        if (spec.type() == MapType.UNSPEC) {
            throw new UnsupportedException(
                    object + ": map " + spec.name() + " is of a type that this version does not know; use one up to "
                            + MapType.INSN_ARRAY,
                    0);
        }
        MapSpec inner = spec.inner();
        if (inner == null) {
            return open(spec, 0);
        }
        int template = open(MapSizes.fit(kernel, inner));
        if (template < 0) {
            throw refused(inner, template);
        }
        try {
            return open(spec, template);
        } finally {
            kernel.close(template);
        }
    }

    private int open(MapSpec spec, int innerFd) {
        boolean typed = btfFd != 0 && spec.type().typed() && (spec.keyTypeId() != 0 || spec.valueTypeId() != 0);
        int fd = memory.making(() -> granted.mapCreate(request(spec, innerFd, typed)));
        if (isDislike(fd) && typed && !spec.type().storage()) {
            // Kernels differ in which keys and values may be described.
            fd = granted.mapCreate(request(spec, innerFd, false));
        }
        return fd;
    }

    private static boolean isDislike(int result) {
        return result == -Errno.EINVAL.number() || result == -Errno.ENOTSUPP.number();
    }

    private BpfException refused(MapSpec spec, int result) {
        String what = object + ": map " + spec.name() + " (" + spec.type() + ", key " + spec.keySize() + ", value "
                + spec.valueSize() + ", " + spec.maxEntries() + " entries) can't be created";
        if (result == -Errno.EINVAL.number() && features.map(spec.type().number()) == Support.UNSUPPORTED) {
            return new UnsupportedException(
                    what + ": this kernel has no maps of type " + spec.type() + " (EINVAL (22)); run a newer one",
                    -result);
        }
        return Errno.isRefusal(result)
                ? Capabilities.refused(kernel, what, result, needed)
                : new SystemCallException(what + ": " + Errno.describe(result) + hint(spec, result), -result);
    }

    private MapCreate request(MapSpec spec, int innerFd, boolean typed) {
        String name =
                spec.contents() == null ? KernelNames.of(spec.name()) : KernelNames.ofVariables(object, spec.name());
        return new MapCreate(
                name,
                spec.type().number(),
                spec.keySize(),
                spec.valueSize(),
                spec.maxEntries(),
                spec.flags(),
                spec.mapExtra(),
                spec.numaNode(),
                innerFd,
                typed ? btfFd : 0,
                typed ? spec.keyTypeId() : 0,
                typed ? spec.valueTypeId() : 0);
    }

    private String hint(MapSpec spec, int result) {
        if (result == -Errno.EINVAL.number()) {
            if (spec.type().storage()) {
                return btfFd == 0
                        ? "; storage must be described by BTF, compile the object with clang -g"
                        : "; storage takes an int as key, no max_entries and the flag BPF_F_NO_PREALLOC";
            }
            if (spec.type().ofMaps() && spec.inner() == null) {
                return "; declare what the maps in it look like with __array(values, …)";
            }
            return "; its type, sizes or flags do not go together on this kernel";
        }
        return result == -Errno.ENOMEM.number() || result == -Errno.E2BIG.number() ? "; lower its max_entries" : "";
    }

    private void fill(BpfMap map, MapSpec spec) {
        if (spec.type() == MapType.ARENA) {
            // Programs that use an arena are refused until it has an address.
            map.mapMemory();
        }
        ByteBuffer contents = spec.contents();
        if (contents == null) {
            return;
        }
        map.update(ByteBuffer.allocate(4), contents.duplicate().clear(), BpfMap.ANY);
        if (spec.constant()) {
            try {
                map.freeze();
            } catch (BpfException e) {
                throw new SystemCallException(
                        object + ": the constants in " + spec.name() + " can't be frozen: " + e.getMessage(),
                        e.errno());
            }
        }
    }
}
