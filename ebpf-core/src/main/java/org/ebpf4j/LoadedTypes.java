// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.nio.ByteBuffer;
import java.util.Set;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfFeature;
import org.ebpf4j.kernel.BtfSupport;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.LoadLog;
import org.ebpf4j.kernel.LockedMemory;
import org.ebpf4j.relocate.ObjectTypes;
import org.ebpf4j.relocate.TypeSanitiser;
import org.ebpf4j.spec.ObjectSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An object's types in the kernel while it is being loaded: maps and programs hold them themselves afterwards.
 *
 * @param kernel where they are
 * @param fd the descriptor, 0 for none
 * @param functions whether the kernel took its functions, so that programs can say which of their instructions belong to which
 */
record LoadedTypes(Kernel kernel, int fd, boolean functions) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoadedTypes.class);
    private static final int LOG_SIZE = 64 << 10;

    /** Types that a kernel refuses even without what it does not know are left out: they are for people, and most programs run without. */
    static LoadedTypes load(Kernel kernel, LockedMemory memory, ObjectSpec spec) {
        Btf btf = spec.btf();
        if (btf == null) {
            return new LoadedTypes(kernel, 0, false);
        }
        ByteBuffer bytes = ObjectTypes.complete(spec, btf);
        int fd = memory.making(() -> kernel.btfLoad(bytes, null));
        if (fd >= 0) {
            return new LoadedTypes(kernel, fd, true);
        }
        Set<BtfFeature> supported = BtfSupport.of(kernel);
        ByteBuffer sanitised = TypeSanitiser.sanitise(Btf.parse(spec.name(), bytes), supported);
        int again = kernel.btfLoad(sanitised, null);
        if (again < 0 && LOG.isDebugEnabled()) {
            LoadLog log = new LoadLog(kernel, LOG_SIZE, 1);
            int answer = kernel.btfLoad(sanitised, log);
            if (answer >= 0) {
                return new LoadedTypes(kernel, answer, supported.contains(BtfFeature.FUNC));
            }
            LOG.debug(
                    "{}: the kernel does not take its BTF: {}: {}",
                    spec.name(),
                    Errno.describe(answer),
                    new VerifierLog(log.string()).reason());
        }
        return new LoadedTypes(kernel, Math.max(again, 0), supported.contains(BtfFeature.FUNC));
    }

    /** The descriptor to load programs with: without functions there is nothing that they could say. */
    int programFd() {
        return functions ? fd : 0;
    }

    @Override
    public void close() {
        if (fd > 0) {
            kernel.close(fd);
        }
    }
}
