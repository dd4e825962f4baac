// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.util.List;
import java.util.function.IntFunction;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.kernel.Capability;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.LinkCreate;

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
            IntFunction<LinkCreate> request,
            String since,
            Capability... needed) {
        Attachment attachment = new Attachment(kernel);
        for (String name : interfaces) {
            int index = kernel.interfaceIndex(name);
            int result = index < 0 ? index : attachment.link(kernel.linkCreate(request.apply(index)));
            if (result < 0) {
                attachment.undo();
                throw index < 0
                        ? new NotFoundException(what + ": there is no interface " + name
                                + " in this network namespace (" + Errno.describe(index) + ")")
                        : AttachFailure.ofLink(kernel, what, result, since, needed);
            }
        }
        return attachment.done(target);
    }
}
