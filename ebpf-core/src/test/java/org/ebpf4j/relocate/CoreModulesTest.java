// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfBytes;
import org.ebpf4j.btf.CoreRelocation;
import org.junit.jupiter.api.Test;

/** Types that only a module has are found in its split BTF, and only where the kernel itself has none of the name. */
class CoreModulesTest {
    private static final int OFFSET = 0;

    private final BtfBytes local = new BtfBytes();
    private final int localInt = local.integer("int", 4, true);
    private final BtfBytes base = new BtfBytes();
    private final int baseInt = base.integer("int", 4, true);

    private int struct(BtfBytes btf, String name, int type, int bytes) {
        return btf.struct(name, 4, 64, btf.string("x"), type, bytes * 8);
    }

    private Btf module(Btf kernel, String name, int bytes) {
        BtfBytes split = new BtfBytes(kernel.typeCount(), base.stringBytes());
        struct(split, name, baseInt, bytes);
        return Btf.parseSplit("module", kernel, split.build());
    }

    @Test
    void modulesAreAskedLast() {
        int both = struct(local, "both", localInt, 0);
        int only = struct(local, "only", localInt, 0);
        int none = struct(local, "none", localInt, 0);
        struct(base, "both", baseInt, 8);
        Btf kernel = base.parse();
        List<Btf> modules = List.of(module(kernel, "both", 16), module(kernel, "only", 24));
        CoreRelocator relocator = new CoreRelocator(local.parse(), kernel, () -> modules);
        assertEquals(
                8, relocator.resolve(new CoreRelocation(0, both, "0:0", OFFSET)).newValue());
        assertEquals(
                24,
                relocator.resolve(new CoreRelocation(0, only, "0:0", OFFSET)).newValue());
        assertTrue(relocator.resolve(new CoreRelocation(0, none, "0:0", OFFSET)).poisoned());
    }
}
