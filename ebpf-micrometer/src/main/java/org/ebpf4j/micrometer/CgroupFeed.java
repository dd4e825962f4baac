// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.ebpf4j.BpfException;
import org.ebpf4j.BpfObject;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.decoders.Cgroups;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.map.CgroupStorage;
import org.ebpf4j.spec.MapType;

/**
 * Keeps a map in line with the cgroups that there are: 1 by the id of each whose path is wanted, or in the storage of each. New ones get there, and
 * those that left leave, when meters are read. Used by one thread at a time.
 */
final class CgroupFeed implements Reader {
    /** Takes a cgroup into the map, or out of it. */
    private interface Target {
        void put(long id, Path path);

        void remove(long id);
    }

    private final Predicate<String> wanted;
    private final Kernel kernel;
    private final Target target;
    private final ReadFailures failures;
    private final Set<Long> known = new TreeSet<>();

    private CgroupFeed(CgroupsSpec spec, Kernel kernel, Target target, Tally tally) {
        this.wanted = spec.wanted();
        this.kernel = kernel;
        this.target = target;
        this.failures = new ReadFailures("Map " + spec.map() + " is not in line with the cgroups", tally);
    }

    /**
     * Fills a map for the first time.
     *
     * @throws BpfException where the cgroups or the map can't be had
     */
    static CgroupFeed open(CgroupsSpec spec, BpfObject object, Kernel kernel, Tally tally) {
        BpfMap found = object.map(spec.map());
        Target target = found.type() == MapType.CGRP_STORAGE
                ? storage(object.cgroupStorage(spec.map(), Long.class))
                : hash(found);
        CgroupFeed feed = new CgroupFeed(spec, kernel, target, tally);
        try {
            feed.bring();
        } catch (IOException e) {
            throw new NotFoundException("map " + spec.map() + " can't be filled, the cgroups are not readable (" + e
                    + "); mount cgroup2 at /sys/fs/cgroup");
        }
        return feed;
    }

    private static Target hash(BpfMap map) {
        ByteBuffer key = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        ByteBuffer one =
                ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(0, 1);
        return new Target() {
            @Override
            public void put(long id, Path path) {
                map.update(key.putLong(0, id), one, BpfMap.ANY);
            }

            @Override
            public void remove(long id) {
                map.delete(key.putLong(0, id));
            }
        };
    }

    /** What is in the storage of a cgroup leaves with it. */
    private static Target storage(CgroupStorage<Long> map) {
        return new Target() {
            @Override
            public void put(long id, Path path) {
                try {
                    map.put(path, 1L);
                } catch (NotFoundException e) {
                    // It left while it was looked at.
                }
            }

            @Override
            public void remove(long id) {}
        };
    }

    private void bring() throws IOException {
        Map<Long, String> there = Cgroups.paths(kernel);
        known.removeIf(id -> {
            boolean left = !there.containsKey(id);
            if (left) {
                target.remove(id);
            }
            return left;
        });
        there.forEach((id, path) -> {
            if (!known.contains(id) && wanted.test(path)) {
                target.put(id, Path.of(path));
                known.add(id);
            }
        });
    }

    @Override
    public void refresh() {
        try {
            bring();
            failures.end();
        } catch (Throwable e) {
            failures.add(e); // Of the host's condition it may be anything.
        }
    }
}
