// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.nio.file.Files;
import java.nio.file.Path;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.linux.LinuxKernel;

/** What {@link ChargedMemoryTest} runs in a process that may lock little memory: loads an object, and says what the limit is then. */
final class ChargedMemoryMain {
    private ChargedMemoryMain() {}

    public static void main(String[] arguments) throws Exception {
        Kernel kernel = LinuxKernel.open();
        try (BpfObject object = BpfObject.load(TestObjects.read("rawtp.bpf.o"), kernel)) {
            String limits = Files.readString(Path.of("/proc/self/limits"));
            String limit = limits.replaceAll("(?s).*Max locked memory +(\\S+).*", "$1");
            System.out.println(object.programs().size() + " " + limit);
        }
    }
}
