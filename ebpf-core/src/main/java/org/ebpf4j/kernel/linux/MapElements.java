// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel.linux;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import org.ebpf4j.kernel.MapCall;

/**
 * One element of a map at a time. Nothing is allocated: the call brings its own {@code union bpf_attr}. All that Java does for a look-up has to be
 * little beside the system call, so what is in tables is read once.
 */
final class MapElements {
    private static final int LOOKUP = BpfCommand.BPF_MAP_LOOKUP_ELEM.number;
    private static final int TAKE = BpfCommand.BPF_MAP_LOOKUP_AND_DELETE_ELEM.number;
    private static final int UPDATE = BpfCommand.BPF_MAP_UPDATE_ELEM.number;
    private static final int DELETE = BpfCommand.BPF_MAP_DELETE_ELEM.number;
    private static final int NEXT_KEY = BpfCommand.BPF_MAP_GET_NEXT_KEY.number;

    private static final int MAP_FD = BpfAttr.ELEM_MAP_FD.offset;
    private static final int KEY = BpfAttr.ELEM_KEY.offset;
    private static final int VALUE = BpfAttr.ELEM_VALUE.offset;
    private static final int FLAGS = BpfAttr.ELEM_FLAGS.offset;
    private static final int SIZE = BpfAttr.ELEM_FLAGS.end();

    private final int bpf;

    MapElements(SystemCalls calls) {
        this.bpf = calls.numbers().bpf;
    }

    int lookup(int mapFd, MapCall call, long flags) {
        return call(LOOKUP, mapFd, call, keyAddress(call), call.value().address(), flags);
    }

    int take(int mapFd, MapCall call, long flags) {
        return call(TAKE, mapFd, call, keyAddress(call), call.value().address(), flags);
    }

    int update(int mapFd, MapCall call, long flags) {
        return call(UPDATE, mapFd, call, keyAddress(call), call.value().address(), flags);
    }

    int delete(int mapFd, MapCall call) {
        return call(DELETE, mapFd, call, call.key().address(), 0, 0);
    }

    int nextKey(int mapFd, MapCall call, boolean first) {
        long key = first ? 0 : call.key().address();
        return call(NEXT_KEY, mapFd, call, key, call.value().address(), 0);
    }

    private static long keyAddress(MapCall call) {
        return call.keySize() == 0 ? 0 : call.key().address();
    }

    private int call(int command, int mapFd, MapCall call, long key, long value, long flags) {
        ByteBuffer attr = call.attr().bytes();
        attr.putInt(MAP_FD, mapFd).putLong(KEY, key).putLong(VALUE, value).putLong(FLAGS, flags);
        try {
            return (int) CLibrary.call(bpf, command, call.attr().address(), SIZE);
        } finally {
            Reference.reachabilityFence(call);
        }
    }
}
