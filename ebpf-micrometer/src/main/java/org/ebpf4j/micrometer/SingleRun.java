// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.io.File;
import org.ebpf4j.BpfException;
import org.ebpf4j.BpfObject;
import org.ebpf4j.attach.Link;
import org.ebpf4j.attach.Uprobe;
import org.ebpf4j.spec.ObjectSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program of a uprobe that runs once: it is attached to a function of this process that is seldom called, which is called then.
 *
 * @param program its name
 */
record SingleRun(String program) {
    private static final Logger LOG = LoggerFactory.getLogger(EbpfMetrics.class);

    /** {@link File#getTotalSpace} is the only one in the JDK that calls it, beside file stores. */
    private static final Uprobe FUNCTION = Uprobe.at("libc.so.6", "statvfs64");

    /** Keeps it from being attached with the others. */
    void setAside(ObjectSpec spec) {
        spec.program(program).target("");
    }

    /**
     * Runs it.
     *
     * @throws BpfException where that can't be and it is not optional
     */
    void run(BpfObject object) {
        if (object.failures().containsKey(program)) {
            return;
        }
        try (Link link = object.program(program).attach(FUNCTION.inThisProcess())) {
            LOG.debug("{} runs {} over {} bytes", link, program, new File("/proc").getTotalSpace());
        } catch (BpfException e) {
            if (!object.program(program).spec().isOptional()) {
                throw e;
            }
            LOG.warn("eBPF object {} runs without {}: {}", object.name(), program, e.getMessage());
        }
    }
}
