// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.MapInfo;
import org.ebpf4j.kernel.ObjectKind;
import org.ebpf4j.kernel.Pin;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.MapType;
import org.jspecify.annotations.Nullable;

/** Gives an object its maps: those that the caller has, those that are pinned already, and the others made anew. */
final class ObjectMaps {
    private final Kernel kernel;
    private final BpfObject object;
    private final @Nullable Btf btf;
    private final MapCreator creator;
    private final Path pinDirectory;
    private final Map<String, BpfMap> given;
    private final List<Pin> made = new ArrayList<>();

    ObjectMaps(
            Kernel kernel,
            BpfObject object,
            @Nullable Btf btf,
            MapCreator creator,
            Path pinDirectory,
            Map<String, BpfMap> given) {
        this.kernel = kernel;
        this.object = object;
        this.btf = btf;
        this.creator = creator;
        this.pinDirectory = pinDirectory;
        this.given = given;
    }

    void add(MapSpec declared) {
        MapSpec spec = MapSizes.fit(kernel, declared);
        BpfMap mine = given.get(spec.name());
        if (mine != null) {
            String difference = difference(spec, mine.info());
            if (!difference.isEmpty()) {
                throw new IllegalArgumentException(object.name() + ": map " + mine.name() + " can't be its map "
                        + spec.name() + ": " + difference);
            }
            object.add(spec.name(), mine, MapOrigin.GIVEN);
            return;
        }
        Pin pin = pin(spec);
        if (pin == null) {
            object.add(spec.name(), creator.create(spec), MapOrigin.CREATED);
        } else if (!reuse(spec, pin)) {
            create(spec, pin);
        }
    }

    /** Takes back the names that were given, where the object can't be loaded after all. */
    void undo() {
        made.forEach(pin -> kernel.unlink(pin.path()));
        made.clear();
    }

    private @Nullable Pin pin(MapSpec spec) {
        Path path = spec.pinPath();
        if (path == null && spec.pinByName()) {
            path = pinDirectory.resolve(spec.name());
        }
        return path == null ? null : Pin.at(kernel, path);
    }

    private boolean reuse(MapSpec spec, Pin pin) {
        Optional<Integer> fd = pin.openIfPresent(ObjectKind.MAP);
        if (fd.isEmpty()) {
            return false;
        }
        try {
            String difference = difference(spec, MapInfo.of(kernel, fd.get()));
            if (!difference.isEmpty()) {
                throw new BusyException(
                        object.name() + ": map " + spec.name() + " can't be the one pinned at " + pin.path() + ": "
                                + difference + "; unpin that, or declare it alike",
                        0);
            }
            object.add(spec.name(), new BpfMap(kernel, spec, btf, fd.get()), MapOrigin.PINNED);
        } catch (BpfException e) {
            kernel.close(fd.get());
            throw e;
        }
        return true;
    }

    private void create(MapSpec spec, Pin pin) {
        BpfMap map = creator.create(spec);
        try {
            pin.make(map.descriptor().number(), object.name() + ": map " + spec.name());
        } catch (BusyException e) {
            // Another process made one between our look and our pin.
            map.close();
            if (!reuse(spec, pin)) {
                throw e;
            }
            return;
        } catch (BpfException e) {
            map.close();
            throw e;
        }
        made.add(pin);
        object.add(spec.name(), map, MapOrigin.CREATED);
    }

    /** What libbpf compares too; empty where it is the same. */
    private static String difference(MapSpec spec, MapInfo info) {
        int flags = info.flags();
        if (spec.type() == MapType.DEVMAP || spec.type() == MapType.DEVMAP_HASH) {
            // The kernel sets it on its own.
            flags &= ~MapSpec.READ_ONLY_PROGRAM;
        }
        String wanted =
                shape(spec.type(), spec.keySize(), spec.valueSize(), spec.maxEntries(), spec.flags(), spec.mapExtra());
        String found = shape(
                MapType.of(info.type()), info.keySize(), info.valueSize(), info.maxEntries(), flags, info.mapExtra());
        return wanted.equals(found) ? "" : "declared is " + wanted + ", and that is " + found;
    }

    private static String shape(MapType type, int key, int value, int entries, int flags, long extra) {
        return type + " (key " + key + ", value " + value + ", " + Integer.toUnsignedString(entries)
                + " entries, flags 0x" + Integer.toHexString(flags) + (extra == 0 ? "" : ", map_extra " + extra) + ")";
    }
}
