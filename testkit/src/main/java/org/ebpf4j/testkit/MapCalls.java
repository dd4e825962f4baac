// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.ToIntFunction;
import org.ebpf4j.kernel.BatchCall;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.MapCall;
import org.ebpf4j.kernel.MapCreate;
import org.ebpf4j.kernel.Memory;
import org.jspecify.annotations.Nullable;

/** The system calls on maps; the checks come in the order of {@code kernel/bpf/syscall.c}. Guarded by the kernel's lock. */
final class MapCalls {
    private final Descriptors descriptors;
    private final ObjectIds ids;
    private final int possibleCpus;
    private int hashBuckets;

    MapCalls(Descriptors descriptors, ObjectIds ids, int possibleCpus) {
        this.descriptors = descriptors;
        this.ids = ids;
        this.possibleCpus = possibleCpus;
    }

    void hashBuckets(int count) {
        hashBuckets = count;
    }

    int create(MapCreate request) {
        MapKind kind = MapKind.of(request.type());
        int refused = kind == null ? -Errno.EINVAL.number() : MapRules.check(request, kind);
        if (kind == null || refused != 0) {
            return refused;
        }
        BtfObject btf = descriptors.get(request.btfFd(), BtfObject.class);
        if (btf == null && request.btfValueTypeId() != 0) {
            return descriptors.errno(request.btfFd());
        }
        MapShape shape = MapShape.of(request, kind, possibleCpus);
        MapStore store = store(kind, shape);
        if (store == null) {
            return -Errno.ENOMEM.number();
        }
        MapObject map = new MapObject(request, store, btf == null ? List.of() : List.of(btf));
        ids.give(map);
        return descriptors.open(map);
    }

    int lookup(int fd, MapCall call, long flags) {
        return on(fd, MapFlags.WRONLY, map -> {
            if (flags != 0) {
                return -Errno.EINVAL.number();
            }
            MapShape shape = map.store().shape;
            Room.require(call.value(), 0, shape.size(), "the value");
            ByteBuffer value = map.store().value(key(call, shape));
            if (value == null) {
                return -Errno.ENOENT.number();
            }
            call.value().bytes().put(0, value, 0, shape.size());
            return 0;
        });
    }

    int update(int fd, MapCall call, long flags) {
        return on(fd, MapFlags.RDONLY, map -> {
            MapShape shape = map.store().shape;
            Room.require(call.value(), 0, shape.size(), "the value");
            return map.store().update(key(call, shape), call.value().bytes(), flags);
        });
    }

    int delete(int fd, MapCall call) {
        return on(fd, MapFlags.RDONLY, map -> map.store().delete(key(call, map.store().shape)));
    }

    int nextKey(int fd, MapCall call, boolean first) {
        return on(fd, MapFlags.WRONLY, map -> {
            MapShape shape = map.store().shape;
            Room.require(call.value(), 0, shape.keySize(), "the next key");
            byte[] next = new byte[shape.keySize()];
            int result = map.store().nextKey(first ? null : key(call, shape), next);
            if (result == 0) {
                call.value().bytes().put(0, next);
            }
            return result;
        });
    }

    int lookupBatch(int fd, BatchCall call, Memory keys, int keysAt, Memory values, int valuesAt, int max) {
        call.answered(0, false);
        return on(fd, MapFlags.WRONLY, map -> {
            if (max == 0) {
                return 0;
            }
            MapShape shape = map.store().shape;
            Room.require(call.position(), 0, Math.max(shape.keySize(), Integer.BYTES), "the position");
            BatchTarget target = new BatchTarget(keys, keysAt, values, valuesAt, shape, max);
            return map.store().lookupBatch(call, target, max);
        });
    }

    int take(int fd, MapCall call, long flags) {
        return on(fd, MapFlags.RDONLY, map -> {
            if (map.store() instanceof ArrayStore) {
                return -Errno.ENOTSUPP.number();
            }
            int found = lookup(fd, call, flags);
            return found != 0 ? found : map.store().delete(key(call, map.store().shape));
        });
    }

    int takeBatch(int fd, BatchCall call, Memory keys, int keysAt, Memory values, int valuesAt, int max) {
        return on(fd, MapFlags.RDONLY, map -> {
            if (map.store() instanceof ArrayStore) {
                return -Errno.ENOTSUPP.number();
            }
            int result = lookupBatch(fd, call, keys, keysAt, values, valuesAt, max);
            for (int row = 0; row < call.count(); row++) {
                map.store().delete(key(keys, keysAt, row, map.store().shape));
            }
            return result;
        });
    }

    int updateBatch(int fd, BatchCall call, Memory keys, Memory values, int entries) {
        return on(fd, MapFlags.RDONLY, map -> {
            MapShape shape = map.store().shape;
            Room.require(values, 0, Math.multiplyExact(entries, shape.size()), "the values");
            return each(entries, call, row -> {
                ByteBuffer value =
                        values.bytes().slice(row * shape.size(), shape.size()).order(ByteOrder.nativeOrder());
                return map.store().update(key(keys, 0, row, shape), value, 0);
            });
        });
    }

    int deleteBatch(int fd, BatchCall call, Memory keys, int entries) {
        return on(
                fd,
                MapFlags.RDONLY,
                map -> map.store() instanceof ArrayStore
                        ? -Errno.ENOTSUPP.number()
                        : each(entries, call, row -> map.store().delete(key(keys, 0, row, map.store().shape))));
    }

    /** Stops at the first that fails. */
    private static int each(int entries, BatchCall call, IntUnaryOperator one) {
        int done = 0;
        int result = 0;
        while (done < entries && result == 0) {
            result = one.applyAsInt(done);
            done += result == 0 ? 1 : 0;
        }
        call.answered(done, false);
        return result;
    }

    private static byte[] key(Memory keys, int keysAt, int row, MapShape shape) {
        Room.require(keys, keysAt + row * shape.keySize(), shape.keySize(), "the keys");
        byte[] key = new byte[shape.keySize()];
        keys.bytes().get(keysAt + row * shape.keySize(), key);
        return key;
    }

    int freeze(int fd) {
        return on(fd, MapFlags.RDONLY, map -> {
            if (map.isWritablyMapped()) {
                return -Errno.EBUSY.number();
            }
            map.freeze();
            return 0;
        });
    }

    /** Acts on a map, unless the descriptor was created without that access, or the map is frozen and the access a write. */
    private int on(int fd, int forbidden, ToIntFunction<MapObject> action) {
        MapObject map = descriptors.get(fd, MapObject.class);
        if (map == null) {
            return descriptors.errno(fd);
        }
        if (map.has(forbidden) || (forbidden == MapFlags.RDONLY && map.frozen())) {
            return -Errno.EPERM.number();
        }
        return action.applyAsInt(map);
    }

    private @Nullable MapStore store(MapKind kind, MapShape shape) {
        return switch (kind.family()) {
            case HASH -> new HashStore(shape, hashBuckets);
            case LRU -> new LruStore(shape, hashBuckets);
            case ARRAY -> ArrayStore.of(shape);
            case PERF -> new PerfArrayStore(shape, descriptors);
            case RING -> new RingStore(shape, kind == MapKind.USER_RINGBUF);
        };
    }

    private static byte[] key(MapCall call, MapShape shape) {
        Room.require(call.key(), 0, shape.keySize(), "the key");
        byte[] key = new byte[shape.keySize()];
        call.key().bytes().get(0, key);
        return key;
    }
}
