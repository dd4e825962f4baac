// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.nio.file.Path;
import org.ebpf4j.attach.Link;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.linux.LinuxKernel;
import org.ebpf4j.map.MapSnapshot;

/** What {@link TokenTest} runs in a user namespace: loads an object, with a token of the directory that is named, and counts system calls. */
final class DelegatedMain {
    private DelegatedMain() {}

    public static void main(String[] arguments) {
        Kernel kernel = LinuxKernel.open();
        ObjectLoader loader = new ObjectLoader(kernel);
        if (arguments.length > 0) {
            loader.token(Path.of(arguments[0]));
        }
        try (BpfObject object = loader.load(TestObjects.read("rawtp.bpf.o"));
                Link link = object.program("on_sys_enter").attach()) {
            SystemCallsOfOurs.getpgid(100);
            int rows = new MapSnapshot(object.map("calls")).read();
            System.out.println((rows > 0 ? "counted at " : "nothing at ") + link.target());
        } catch (BpfException e) {
            System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }
}
