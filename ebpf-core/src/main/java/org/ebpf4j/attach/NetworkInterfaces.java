// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.util.List;
import java.util.function.IntFunction;
import org.ebpf4j.BpfException;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.kernel.Capability;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.LinkCreate;
import org.ebpf4j.spec.AttachType;

/** Attaches a program to several interfaces: to all of them, or to none. */
final class NetworkInterfaces {
    private NetworkInterfaces() {}

    static List<String> named(List<String> interfaces) {
        if (interfaces.isEmpty()) {
            throw new IllegalArgumentException("no interface is named; give one at least");
        }
        return List.copyOf(interfaces);
    }

    static Link attach(
            Kernel kernel,
            String what,
            AttachTarget target,
            List<String> interfaces,
            AttachType type,
            IntFunction<LinkCreate> request) {
        Attachment attachment = new Attachment(kernel, what);
        for (String name : interfaces) {
            int index = kernel.interfaceIndex(name);
            int result = index < 0 ? index : attachment.link(kernel.linkCreate(request.apply(index)));
            if (result < 0) {
                attachment.undo();
                throw index < 0
                        ? new NotFoundException(what + ": there is no interface " + name
                                + " in this network namespace (" + Errno.describe(index) + ")")
                        : failed(kernel, what, type, result);
            }
        }
        return attachment.done(target);
    }

    private static BpfException failed(Kernel kernel, String what, AttachType type, int result) {
        return result == -Errno.ENOENT.number()
                ? new NotFoundException(
                        what + ": no program with the id that it is to run next to is attached there (ENOENT (2))")
                : AttachFailure.ofLink(
                        kernel, what, result, type.since(), Capability.CAP_BPF, Capability.CAP_NET_ADMIN);
    }
}
