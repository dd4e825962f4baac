// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.util.List;
import org.ebpf4j.kernel.ObjectKind;

/** Loaded BTF. */
final class BtfObject extends KernelObject {
    BtfObject() {
        super(List.of());
    }

    @Override
    ObjectKind kind() {
        return ObjectKind.BTF;
    }

    @Override
    String describe() {
        return "BTF";
    }
}
