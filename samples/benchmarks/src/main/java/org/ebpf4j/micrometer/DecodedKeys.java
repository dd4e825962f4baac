// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decoders.Decoders;

/**
 * Keys of 16 bytes with four labels, as they are decoded when a map is read: those that are new, and those that were seen before. It stands beside the
 * classes that it measures, which nobody else sees. Not thread-safe.
 */
public final class DecodedKeys {
    /** How many there are, which is how many series a meter has at most unless more are asked for. */
    public static final int KEYS = 1000;

    private static final int SIZE = 16;
    private static final int[] ERRORS = {2, 11, 13, 22};

    private final byte[][] keys = new byte[KEYS][];
    private final KeyLabels labels;
    private final Family family;
    private final Picture picture;

    /** Makes the keys, which the C twin makes alike. */
    public DecodedKeys() {
        ByteBuffer all = ByteBuffer.allocateDirect(KEYS * SIZE).order(ByteOrder.nativeOrder());
        for (int i = 0; i < KEYS; i++) {
            all.putInt(i * -1640531535).putInt(i % 5).putInt(i * 2654435).putInt(-ERRORS[i % ERRORS.length]);
            keys[i] = new byte[SIZE];
            all.get(i * SIZE, keys[i]);
        }
        KeyDecoder uint = Decoders.uint();
        labels = new KeyLabels(List.of(
                new KeyLabels.Field("id", 0, Integer.BYTES, uint),
                new KeyLabels.Field(
                        "operation",
                        4,
                        Integer.BYTES,
                        uint.then(Decoders.staticMap(Map.of("0", "read", "1", "write", "2", "flush", "3", "discard")))),
                new KeyLabels.Field("address", 8, Integer.BYTES, Decoders.inetIp()),
                new KeyLabels.Field("error", 12, Integer.BYTES, Decoders.sint().then(Decoders.errno()))));
        picture = new Picture(all);
        MeterLayout layout = new MeterLayout.CounterLayout("things", "", null, ValueField.u64(0), Scale.ONE);
        family = new Family(layout, labels, SIZE, KEYS, Retention.NONE, new Tally());
        family.update(picture, KEYS);
    }

    /**
     * Decodes all as if they were new.
     *
     * @return characters of all labels
     */
    public long decode() {
        long characters = 0;
        for (byte[] key : keys) {
            List<String> values = Objects.requireNonNull(labels.decode(key));
            for (int i = 0; i < values.size(); i++) {
                characters += values.get(i).length();
            }
        }
        return characters;
    }

    /**
     * Finds all again in a picture of the map, and brings their series up to date.
     *
     * @return how many series there are
     */
    public long find() {
        picture.pictures++;
        family.update(picture, KEYS);
        return family.series().length;
    }

    /** Every value is the number of the picture. */
    private static final class Picture implements MapReading {
        private final ByteBuffer keys;
        private long pictures;

        Picture(ByteBuffer keys) {
            this.keys = keys;
        }

        @Override
        public int read() {
            return KEYS;
        }

        @Override
        public int keySize() {
            return SIZE;
        }

        @Override
        public ByteBuffer keys() {
            return keys;
        }

        @Override
        public long sum(int row, ValueField field) {
            return pictures;
        }

        @Override
        public long greatest(int row, ValueField field) {
            return pictures;
        }
    }
}
