// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.insn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.btf.BtfType;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.KernelTypes;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;

class HelperNamesTest {
    private static final String PREFIX = "BPF_FUNC_";

    @Test
    void aNumberThatNoHelperHasHasNoName() {
        assertEquals("", HelperNames.of(0));
        assertEquals("", HelperNames.of(-1));
        assertEquals("", HelperNames.of(212));
        assertEquals("bpf_map_lookup_elem", HelperNames.of(1));
    }

    @Test
    @KernelTest(needs = Need.BTF)
    void namesAreThoseOfTheKernelsOwnEnum(Kernel kernel) {
        Btf btf = KernelTypes.read(kernel);
        BtfType.Enum helpers = (BtfType.Enum) btf.type(btf.find("bpf_func_id", BtfKind.ENUM));
        int compared = 0;
        for (BtfType.EnumValue helper : helpers.values()) {
            if (helper.name().startsWith(PREFIX) && helper.value() > 0) {
                assertEquals("bpf_" + helper.name().substring(PREFIX.length()), HelperNames.of((int) helper.value()));
                compared++;
            }
        }
        assertTrue(compared > 150, compared + " helpers");
    }
}
