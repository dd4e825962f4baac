// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Random;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.spec.MapType;
import org.ebpf4j.testkit.KernelTest;
import org.junit.jupiter.api.Test;

/** Pictures of tries whose prefixes, which hold one another, come and go between them. */
@KernelTest
class TriePicturesTest {
    private static final int PREFIXES = 5000;

    private final Random random = new Random(11);
    private final ByteBuffer key = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
    private final ByteBuffer value = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());

    record Prefix(int bits, int address) {
        /** Java shifts by no more than 31. */
        static Prefix of(int bits, int address) {
            return new Prefix(bits, bits == 0 ? 0 : address & -1 << (Integer.SIZE - bits));
        }

        static Prefix at(ByteBuffer keys, int at) {
            int address = keys.duplicate().order(ByteOrder.BIG_ENDIAN).getInt(at + Integer.BYTES);
            return of(keys.getInt(at), address);
        }
    }

    /** With any bits behind those that count, which the kernel keeps as they are given. */
    private ByteBuffer key(Prefix prefix) {
        int behind = random.nextInt() & ~Prefix.of(prefix.bits(), -1).address();
        key.putInt(0, prefix.bits());
        key.duplicate().order(ByteOrder.BIG_ENDIAN).putInt(Integer.BYTES, prefix.address() | behind);
        return key;
    }

    @Test
    void aPictureIsWhatIsThere(Kernel kernel) {
        Map<Prefix, Long> there = new HashMap<>();
        try (BpfMap map = NewMap.create(kernel, MapType.LPM_TRIE, NewMap.NO_PREALLOC, 8, PREFIXES)) {
            MapSnapshot snapshot = new MapSnapshot(map);
            for (long picture = 0; picture < 8; picture++) {
                removeSome(map, there);
                while (there.size() < PREFIXES) {
                    Prefix prefix = Prefix.of(random.nextInt(33), random.nextInt() & 0x0F0F_FFFF);
                    map.update(key(prefix), value.putLong(0, picture), BpfMap.ANY);
                    there.put(prefix, picture);
                }
                snapshot.read();
                assertEquals(there, rows(snapshot));
            }
        }
    }

    private void removeSome(BpfMap map, Map<Prefix, Long> there) {
        for (Iterator<Prefix> prefixes = there.keySet().iterator(); prefixes.hasNext(); ) {
            Prefix prefix = prefixes.next();
            if (random.nextInt(3) > 0) {
                assertTrue(map.delete(key(prefix)), prefix::toString);
                prefixes.remove();
            }
        }
    }

    private static Map<Prefix, Long> rows(MapSnapshot snapshot) {
        Map<Prefix, Long> rows = new HashMap<>();
        for (int row = 0; row < snapshot.size(); row++) {
            Prefix prefix = Prefix.at(snapshot.keys(), snapshot.keyAt(row));
            assertNull(rows.put(prefix, snapshot.values().getLong(snapshot.valueAt(row))), prefix::toString);
        }
        return rows;
    }
}
