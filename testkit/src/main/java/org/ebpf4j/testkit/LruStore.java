// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * LRU hash and per-CPU LRU hash: a full map gives up the entry that was written the longest ago. A real kernel takes a few entries at a time, and
 * may do so a little before the map is full.
 */
final class LruStore extends HashStore {
    private final Set<ByteBuffer> oldestFirst = new LinkedHashSet<>();

    LruStore(MapShape shape, int bucketCount) {
        super(shape, bucketCount);
    }

    @Override
    boolean makeRoom() {
        Iterator<ByteBuffer> keys = oldestFirst.iterator();
        if (!keys.hasNext()) {
            return false;
        }
        byte[] oldest = new byte[shape.keySize()];
        keys.next().get(0, oldest);
        return delete(oldest) == 0;
    }

    @Override
    void used(byte[] key) {
        ByteBuffer own = ByteBuffer.wrap(key.clone());
        oldestFirst.remove(own);
        oldestFirst.add(own);
    }

    @Override
    int delete(byte[] key) {
        oldestFirst.remove(ByteBuffer.wrap(key));
        return super.delete(key);
    }
}
