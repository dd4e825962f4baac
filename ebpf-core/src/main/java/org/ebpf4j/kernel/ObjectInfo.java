// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.ebpf4j.SystemCallException;
import org.jspecify.annotations.Nullable;

/**
 * What {@code BPF_OBJ_GET_INFO_BY_FD} told of one object. Fields that the kernel does not know, because it is older than they are, are 0.
 */
final class ObjectInfo {
    /** Room for each of the four structs, as large as they are in 6.18 and more. */
    private static final int SIZE = 256;

    /** More than any name or path that the kernel tells. */
    private static final int LONGEST_TEXT = 4096;

    /** More than the maps that one program may use. */
    private static final int MOST_IDS = 4096;

    private final Kernel kernel;
    private final int fd;
    private final ByteBuffer bytes;
    private final int length;

    private ObjectInfo(Kernel kernel, int fd, ByteBuffer bytes, int length) {
        this.kernel = kernel;
        this.fd = fd;
        this.bytes = bytes;
        this.length = length;
    }

    static ObjectInfo of(Kernel kernel, int fd) {
        return ask(kernel, fd, kernel.allocate(SIZE), null);
    }

    private static ObjectInfo ask(Kernel kernel, int fd, Memory info, @Nullable Memory target) {
        int length = kernel.info(fd, info, target);
        if (length < 0) {
            throw new SystemCallException(
                    "the kernel does not say what descriptor " + fd + " stands for: " + Errno.describe(length)
                            + "; it must be of an eBPF program, map, link or BTF",
                    -length);
        }
        return new ObjectInfo(kernel, fd, info.bytes(), length);
    }

    int number(InfoField field) {
        return isKnown(field) ? bytes.getInt(field.offset) : 0;
    }

    long wide(InfoField field) {
        return isKnown(field) ? bytes.getLong(field.offset) : 0;
    }

    /** The text that the field itself holds, up to a NUL. */
    String name(InfoField field) {
        return isKnown(field) ? text(bytes, field.offset, field.size) : "";
    }

    String hexadecimal(InfoField field) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; isKnown(field) && i < field.size; i++) {
            digits.append(String.format("%02x", bytes.get(field.offset + i)));
        }
        return digits.toString();
    }

    /** The text that the field leads to: its length is known by now, so the kernel is asked again with room for it. */
    String text(InfoField field, InfoField lengthField) {
        int size = number(lengthField);
        if (size <= 0 || size > LONGEST_TEXT) {
            return "";
        }
        // BTF's length leaves out the closing NUL, the others' does not.
        Memory text = kernel.allocate(size + 1);
        again(field, lengthField, text.size(), text);
        return text(text.bytes(), 0, size);
    }

    /** The bytes that the field leads to, of which there are no more than {@code most}; empty where the kernel does not give them. */
    ByteBuffer bytes(InfoField field, InfoField lengthField, int most) {
        int size = number(lengthField);
        if (size <= 0 || size > most) {
            return ByteBuffer.allocate(0);
        }
        Memory memory = kernel.allocate(size);
        again(field, lengthField, size, memory);
        return ByteBuffer.allocate(size).put(0, memory.bytes(), 0, size);
    }

    /** As many ids as the field leads to. */
    List<Integer> ids(InfoField field, InfoField countField) {
        int count = Math.min(number(countField), MOST_IDS);
        if (count <= 0) {
            return List.of();
        }
        Memory memory = kernel.allocate(count * Integer.BYTES);
        int told = Math.min(count, again(field, countField, count, memory).number(countField));
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < told; i++) {
            ids.add(memory.bytes().getInt(i * Integer.BYTES));
        }
        return ids;
    }

    private ObjectInfo again(InfoField field, InfoField sizeField, int size, Memory target) {
        Memory info = kernel.allocate(SIZE);
        info.bytes().putLong(field.offset, target.address()).putInt(sizeField.offset, size);
        return ask(kernel, fd, info, target);
    }

    private boolean isKnown(InfoField field) {
        return field.offset + field.size <= length;
    }

    private static String text(ByteBuffer from, int offset, int size) {
        byte[] copy = new byte[size];
        from.get(offset, copy);
        int end = 0;
        while (end < size && copy[end] != 0) {
            end++;
        }
        return new String(copy, 0, end, StandardCharsets.UTF_8);
    }
}
