// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.util.EnumSet;
import java.util.Set;
import org.ebpf4j.btf.BtfFeature;

/** Which parts of BTF a kernel takes. */
public final class BtfSupport {
    private BtfSupport() {}

    /**
     * Finds out by loading a small sample of each, some twenty bytes.
     *
     * @param kernel the kernel
     * @return what it took; nothing where this process may not load BTF
     */
    public static Set<BtfFeature> of(Kernel kernel) {
        Set<BtfFeature> supported = EnumSet.noneOf(BtfFeature.class);
        for (BtfFeature feature : BtfFeature.values()) {
            int fd = kernel.btfLoad(feature.sample(), null);
            if (fd >= 0) {
                kernel.close(fd);
                supported.add(feature);
            }
        }
        return supported;
    }
}
