// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.ebpf4j.kernel.BatchCall;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.MapCall;
import org.ebpf4j.kernel.MapCreate;
import org.ebpf4j.kernel.Memory;

/** A map under test with 4-byte keys, driven through the seam alone. Answers are the seam's own: 0 or a negated errno. */
final class TestMap implements AutoCloseable {
    static final int HASH = 1;
    static final int ARRAY = 2;
    static final int PERCPU_HASH = 5;
    static final int PERCPU_ARRAY = 6;
    static final int LRU_HASH = 9;
    static final int LRU_PERCPU_HASH = 10;

    final Kernel kernel;
    final int fd;
    final MapCall call;
    final int copies;
    final int stride;

    private TestMap(Kernel kernel, int fd, MapCall call, int copies, int stride) {
        this.kernel = kernel;
        this.fd = fd;
        this.call = call;
        this.copies = copies;
        this.stride = stride;
    }

    static MapCreate request(int type, int keySize, int valueSize, int maxEntries, int flags) {
        return named("conformance", type, keySize, valueSize, maxEntries, flags);
    }

    static MapCreate named(String name, int type, int keySize, int valueSize, int maxEntries, int flags) {
        return new MapCreate(name, type, keySize, valueSize, maxEntries, flags, 0, 0, 0, 0, 0, 0);
    }

    /** Opens a map whose values are 8 bytes on each of the given number of possible CPUs. */
    static TestMap open(Kernel kernel, int possibleCpus, int type, int maxEntries, int flags) {
        return open(kernel, possibleCpus, request(type, 4, 8, maxEntries, flags));
    }

    static TestMap open(Kernel kernel, int possibleCpus, MapCreate request) {
        boolean perCpu =
                request.type() == PERCPU_HASH || request.type() == PERCPU_ARRAY || request.type() == LRU_PERCPU_HASH;
        int copies = perCpu ? possibleCpus : 1;
        int stride = perCpu ? (request.valueSize() + 7) / 8 * 8 : request.valueSize();
        int fd = kernel.mapCreate(request);
        assertTrue(fd >= 3, () -> "creating " + request + " answered " + fd);
        return new TestMap(kernel, fd, new MapCall(kernel, request.keySize(), copies * stride), copies, stride);
    }

    /** Writes the value to every CPU's copy, plus the copy's index. */
    int update(int key, long value, long flags) {
        call.key().bytes().putInt(0, key);
        for (int copy = 0; copy < copies; copy++) {
            call.value().bytes().putLong(copy * stride, value + copy);
        }
        return kernel.mapUpdate(fd, call, flags);
    }

    int lookup(int key) {
        call.key().bytes().putInt(0, key);
        return kernel.mapLookup(fd, call, 0);
    }

    long value(int key, int copy) {
        int answer = lookup(key);
        assertTrue(answer == 0, () -> "looking up " + key + " answered " + answer);
        return call.value().bytes().getLong(copy * stride);
    }

    int delete(int key) {
        call.key().bytes().putInt(0, key);
        return kernel.mapDelete(fd, call);
    }

    /** The key that follows, or a negated errno; keys of tests are not negative. */
    int next(int key) {
        call.key().bytes().putInt(0, key);
        int answer = kernel.mapNextKey(fd, call, false);
        return answer == 0 ? call.value().bytes().getInt(0) : answer;
    }

    int first() {
        int answer = kernel.mapNextKey(fd, call, true);
        return answer == 0 ? call.value().bytes().getInt(0) : answer;
    }

    /** All keys by walking, at most the given number. */
    List<Integer> walk(int most) {
        List<Integer> keys = new ArrayList<>();
        for (int key = first(); key >= 0 && keys.size() < most; key = next(key)) {
            keys.add(key);
        }
        return keys;
    }

    /** What one batched read gave. */
    record Batch(
            int answer, List<Integer> keys, TreeMap<Integer, Long> firstCopies, TreeMap<Integer, Long> lastCopies) {
        int count() {
            return keys.size();
        }
    }

    /** Reads a batch into buffers that start with some other bytes, which must stay as they were. */
    Batch batch(BatchCall position, int max) {
        int before = 24;
        int valueSize = copies * stride;
        Memory keys = kernel.allocate(before + max * 4 + 8);
        Memory values = kernel.allocate(before + max * valueSize + 8);
        keys.bytes().putLong(16, 0x0123456789abcdefL);
        values.bytes().putLong(16, 0x0123456789abcdefL);
        int answer = kernel.mapLookupBatch(fd, position, keys, before, values, before, max);
        assertTrue(keys.bytes().getLong(16) == 0x0123456789abcdefL, "bytes before the keys were overwritten");
        assertTrue(values.bytes().getLong(16) == 0x0123456789abcdefL, "bytes before the values were overwritten");
        List<Integer> found = new ArrayList<>();
        TreeMap<Integer, Long> first = new TreeMap<>();
        TreeMap<Integer, Long> last = new TreeMap<>();
        if (answer == 0 || answer == -Errno.ENOENT.number()) {
            ByteBuffer bytes = values.bytes();
            for (int row = 0; row < position.count(); row++) {
                int key = keys.bytes().getInt(before + row * 4);
                found.add(key);
                first.put(key, bytes.getLong(before + row * valueSize));
                last.put(key, bytes.getLong(before + row * valueSize + (copies - 1) * stride));
            }
        }
        return new Batch(answer, found, first, last);
    }

    BatchCall position() {
        return new BatchCall(kernel, 4);
    }

    @Override
    public void close() {
        int answer = kernel.close(fd);
        assertTrue(answer == 0, () -> "closing the map answered " + answer);
    }
}
