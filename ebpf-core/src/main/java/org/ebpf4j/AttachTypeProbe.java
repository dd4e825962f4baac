// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.btf.BtfType;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.KernelTypes;
import org.ebpf4j.spec.AttachType;
import org.ebpf4j.spec.ProgramSpec;
import org.jspecify.annotations.Nullable;

/** Asks the kernel's own description which attach types it knows: a program of another is refused with an errno that says nothing. */
final class AttachTypeProbe {
    private AttachTypeProbe() {}

    /** The program's attach type where the kernel does not know it; null where it does, or does not tell. */
    static @Nullable AttachType missing(Kernel kernel, ProgramSpec program) {
        for (AttachType type : AttachType.values()) {
            if (type.number() == program.expectedAttachType() && type.number() != 0) {
                return isMissing(kernel, type) ? type : null;
            }
        }
        return null;
    }

    private static boolean isMissing(Kernel kernel, AttachType type) {
        try {
            Btf types = KernelTypes.read(kernel);
            int id = types.find("bpf_attach_type", BtfKind.ENUM);
            return id != 0
                    && types.type(id) instanceof BtfType.Enum known
                    && known.values().stream().noneMatch(value -> value.name().equals("BPF_" + type.name()));
        } catch (BpfException e) {
            return false;
        }
    }
}
