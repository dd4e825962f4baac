// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import org.ebpf4j.kernel.Capability;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.LinkCreate;
import org.ebpf4j.kernel.LinkDetails;

/**
 * A function of another program, which a program of section {@code freplace} replaces though it was loaded for another one (since 5.10). Where it is
 * attached to what it was loaded for, the target is a {@link BtfFunction}. Takes CAP_BPF and CAP_PERFMON.
 *
 * @param program the other program's name
 * @param function the function's name
 * @param programFd the other program's descriptor, which must be open while this is attached to
 * @param typeId the function in the other program's BTF
 */
public record ProgramFunction(String program, String function, int programFd, int typeId) implements AttachTarget {
    @Override
    public Link attach(Kernel kernel, String name, int fd) {
        LinkDetails details = new LinkDetails.Tracing(typeId, 0);
        int link = kernel.linkCreate(new LinkCreate(fd, programFd, 0, 0, details));
        if (link < 0) {
            throw AttachFailure.ofLink(
                    kernel, AttachFailure.what(name, this), link, "5.10", Capability.CAP_BPF, Capability.CAP_PERFMON);
        }
        return new Link(kernel, this, link);
    }

    @Override
    public String toString() {
        return "freplace/" + function + " of program " + program;
    }
}
