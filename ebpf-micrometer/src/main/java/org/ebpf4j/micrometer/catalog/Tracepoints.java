// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.btf.BtfType;

/** What a kernel's tracepoints pass to programs: their arguments have changed without a version to tell it by. */
final class Tracepoints {
    private Tracepoints() {}

    /** How many arguments a tracepoint has; 0 where the kernel does not have it. The prototype of its callback says so, whose own data comes before. */
    static int arguments(Btf types, String tracepoint) {
        int id = types.find("btf_trace_" + tracepoint, BtfKind.TYPEDEF);
        if (id != 0
                && types.type(types.resolve(id)) instanceof BtfType.Ptr pointer
                && types.type(types.resolve(pointer.type())) instanceof BtfType.FuncProto callback) {
            return callback.params().size() - 1;
        }
        return 0;
    }
}
