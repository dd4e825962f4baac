// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;
import org.ebpf4j.kernel.Kernel;
import org.jspecify.annotations.Nullable;

/** How the bytes of a map's key become label values. Used by one thread at a time. */
final class KeyLabels {
    /**
     * One label.
     *
     * @param name valid and unique in its key
     * @param offset where the field begins in the key, in bytes
     * @param size bytes of the field
     * @param decoder what makes text of it
     */
    record Field(String name, int offset, int size, KeyDecoder decoder) {}

    /**
     * The label of the CPU, whose number is behind the key.
     *
     * @param name of the label
     * @param decoder of two bytes
     */
    record Cpu(String name, KeyDecoder decoder) {
        /** Bytes of the number. */
        static final int SIZE = Short.BYTES;
    }

    private final List<Field> fields;
    private final List<String> names;
    private final Answer answer = new Answer();
    private final byte[] key;
    /** What each decoder is given, of the key that is decoded at the time. */
    private final ByteBuffer[] views;

    KeyLabels(List<Field> fields) {
        this.fields = List.copyOf(fields);
        this.names = fields.stream().map(Field::name).toList();
        this.key = new byte
                [fields.stream()
                        .mapToInt(field -> field.offset() + field.size())
                        .max()
                        .orElse(0)];
        this.views = fields.stream()
                .map(field ->
                        ByteBuffer.wrap(key).slice(field.offset(), field.size()).asReadOnlyBuffer())
                .toArray(ByteBuffer[]::new);
    }

    List<Field> fields() {
        return fields;
    }

    List<String> names() {
        return names;
    }

    /** The same labels with decoders bound to the kernel that has the map. */
    KeyLabels on(Kernel kernel) {
        return new KeyLabels(fields.stream()
                .map(field -> new Field(
                        field.name(),
                        field.offset(),
                        field.size(),
                        field.decoder().on(kernel)))
                .toList());
    }

    /**
     * Decodes a key.
     *
     * @param key the key's bytes
     * @return one value per name, or null where a decoder drops the row
     */
    @Nullable
    List<String> decode(byte[] key) {
        System.arraycopy(key, 0, this.key, 0, this.key.length);
        String[] values = new String[views.length];
        for (int i = 0; i < values.length; i++) {
            answer.clear();
            // The last decoder may have left it otherwise.
            fields.get(i).decoder().decode(views[i].clear().order(ByteOrder.nativeOrder()), answer);
            if (answer.dropped) {
                return null;
            }
            values[i] = LabelText.value(answer.text);
        }
        return List.of(values);
    }

    private static final class Answer implements LabelSink {
        private @Nullable String text;
        private boolean dropped;

        void clear() {
            text = null;
            dropped = false;
        }

        @Override
        public void accept(String label) {
            text = label;
        }

        @Override
        public void drop() {
            dropped = true;
        }
    }
}
