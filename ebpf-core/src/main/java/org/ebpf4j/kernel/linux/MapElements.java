// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel.linux;

import java.nio.ByteBuffer;
import org.ebpf4j.kernel.MapCall;

/** One element of a map at a time. Nothing is allocated: the call brings its own {@code union bpf_attr}. */
record MapElements(SystemCalls calls) {
    int lookup(int mapFd, MapCall call, long flags) {
        return call(
                BpfCommand.BPF_MAP_LOOKUP_ELEM,
                mapFd,
                call,
                call.keySize() == 0 ? 0 : call.key().address(),
                call.value().address(),
                flags);
    }

    int take(int mapFd, MapCall call, long flags) {
        return call(
                BpfCommand.BPF_MAP_LOOKUP_AND_DELETE_ELEM,
                mapFd,
                call,
                call.keySize() == 0 ? 0 : call.key().address(),
                call.value().address(),
                flags);
    }

    int update(int mapFd, MapCall call, long flags) {
        return call(
                BpfCommand.BPF_MAP_UPDATE_ELEM,
                mapFd,
                call,
                call.keySize() == 0 ? 0 : call.key().address(),
                call.value().address(),
                flags);
    }

    int delete(int mapFd, MapCall call) {
        return call(BpfCommand.BPF_MAP_DELETE_ELEM, mapFd, call, call.key().address(), 0, 0);
    }

    int nextKey(int mapFd, MapCall call, boolean first) {
        long key = first ? 0 : call.key().address();
        return call(
                BpfCommand.BPF_MAP_GET_NEXT_KEY, mapFd, call, key, call.value().address(), 0);
    }

    private int call(BpfCommand command, int mapFd, MapCall call, long key, long value, long flags) {
        ByteBuffer attr = call.attr().bytes();
        BpfAttr.ELEM_MAP_FD.put(attr, mapFd);
        BpfAttr.ELEM_KEY.put(attr, key);
        BpfAttr.ELEM_VALUE.put(attr, value);
        BpfAttr.ELEM_FLAGS.put(attr, flags);
        return (int) calls.bpf(command, call.attr(), BpfAttr.ELEM_FLAGS, call);
    }
}
