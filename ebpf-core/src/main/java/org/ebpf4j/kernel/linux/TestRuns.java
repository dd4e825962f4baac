// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel.linux;

import java.nio.ByteBuffer;
import org.ebpf4j.kernel.Memory;
import org.ebpf4j.kernel.TestRunCall;
import org.jspecify.annotations.Nullable;

/** Runs programs on demand: requests turned into {@code union bpf_attr}, and what it says afterwards. */
record TestRuns(SystemCalls calls) {
    int run(int programFd, TestRunCall call) {
        Memory attr = SystemCalls.attr();
        ByteBuffer bytes = attr.bytes();
        BpfAttr.TEST_PROG_FD.put(bytes, programFd);
        put(bytes, BpfAttr.TEST_DATA_IN, BpfAttr.TEST_DATA_SIZE_IN, call.data());
        put(bytes, BpfAttr.TEST_DATA_OUT, BpfAttr.TEST_DATA_SIZE_OUT, call.dataRoom());
        put(bytes, BpfAttr.TEST_CONTEXT_IN, BpfAttr.TEST_CONTEXT_SIZE_IN, call.context());
        put(bytes, BpfAttr.TEST_CONTEXT_OUT, BpfAttr.TEST_CONTEXT_SIZE_OUT, call.contextRoom());
        BpfAttr.TEST_REPEAT.put(bytes, call.repeat());
        BpfAttr.TEST_FLAGS.put(bytes, call.flags());
        BpfAttr.TEST_CPU.put(bytes, call.cpu());
        BpfAttr.TEST_BATCH_SIZE.put(bytes, call.batchSize());
        BpfAttr last = call.batchSize() == 0 ? BpfAttr.TEST_CPU : BpfAttr.TEST_BATCH_SIZE;
        int result = (int) calls.bpfUninterrupted(BpfCommand.BPF_PROG_TEST_RUN, attr, last, call);
        call.answered(
                BpfAttr.TEST_RETVAL.getInt(bytes),
                BpfAttr.TEST_DATA_SIZE_OUT.getInt(bytes),
                BpfAttr.TEST_CONTEXT_SIZE_OUT.getInt(bytes),
                BpfAttr.TEST_DURATION.getInt(bytes));
        return result;
    }

    private static void put(ByteBuffer attr, BpfAttr field, BpfAttr size, @Nullable Memory memory) {
        if (memory != null) {
            field.put(attr, memory.address());
            size.put(attr, memory.size());
        }
    }
}
