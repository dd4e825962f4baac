// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Creates the smallest map of each type that a kernel which has the type must take. */
final class MapProbe {
    static final int STRUCT_OPS = 26;

    private static final int ARRAY = 2;
    private static final int NO_PREALLOC = 1;
    private static final int MMAPABLE = 1 << 10;
    /** A ring buffer is whole pages, a power of two of them; this is one of the largest pages there are. */
    private static final int RING_SIZE = 64 << 10;

    private static final int BTF_MAGIC = 0xeb9f;

    private final Kernel kernel;

    MapProbe(Kernel kernel) {
        this.kernel = kernel;
    }

    Support attempt(int type) {
        return switch (type) {
            case 7 -> create(type, 4, 8, 1, 0); // stack traces
            case 11 -> create(type, 8, 8, 1, NO_PREALLOC); // longest prefix match
            case 12, 13 -> withInner(type);
            case 19, 21 -> create(type, 16, 8, 0, 0); // the old storages of cgroups
            case 22, 23, 30 -> create(type, 0, 4, 1, 0); // queue, stack, bloom filter
            case 24, 28, 29, 32 -> withTypes(type);
            case 27, 31 -> create(type, 0, 0, RING_SIZE, 0);
            case 33 -> create(type, 0, 0, 1, MMAPABLE); // arena
            case 34 -> create(type, 4, 16, 1, 0); // instruction array
            default -> create(type, 4, 4, 1, 0);
        };
    }

    private Support create(int type, int key, int value, int entries, int flags) {
        return attempt(new MapCreate("probe", type, key, value, entries, flags, 0, 0, 0, 0, 0, 0));
    }

    private Support attempt(MapCreate request) {
        int fd = kernel.mapCreate(request);
        if (fd >= 0) {
            kernel.close(fd);
            return Support.SUPPORTED;
        }
        return Errno.isRefusal(fd) ? Support.REFUSED : Support.UNSUPPORTED;
    }

    /** Maps of maps want an example of what they hold. */
    private Support withInner(int type) {
        int inner = kernel.mapCreate(new MapCreate("probe", ARRAY, 4, 4, 1, 0, 0, 0, 0, 0, 0, 0));
        if (inner < 0) {
            return Support.REFUSED;
        }
        try {
            return attempt(new MapCreate("probe", type, 4, 4, 1, 0, 0, 0, inner, 0, 0, 0));
        } finally {
            kernel.close(inner);
        }
    }

    /** The storages want to know the types of key and value. */
    private Support withTypes(int type) {
        int btf = kernel.btfLoad(integer(), null);
        if (btf < 0) {
            return Errno.isRefusal(btf) ? Support.REFUSED : Support.UNSUPPORTED;
        }
        try {
            return attempt(new MapCreate("probe", type, 4, 4, 0, NO_PREALLOC, 0, 0, 0, btf, 1, 1));
        } finally {
            kernel.close(btf);
        }
    }

    /** BTF whose only type is {@code int}: header, type, strings. */
    private static ByteBuffer integer() {
        byte[] strings = "\0int\0".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer btf = ByteBuffer.allocate(24 + 16 + strings.length).order(ByteOrder.LITTLE_ENDIAN);
        btf.putShort((short) BTF_MAGIC).put((byte) 1).put((byte) 0).putInt(24);
        btf.putInt(0).putInt(16).putInt(16).putInt(strings.length);
        btf.putInt(1).putInt(1 << 24).putInt(4).putInt(1 << 24 | 32);
        return btf.put(strings).flip();
    }
}
