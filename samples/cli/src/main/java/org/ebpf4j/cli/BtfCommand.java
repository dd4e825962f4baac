// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.cli;

import java.util.concurrent.Callable;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.CPrinter;
import org.ebpf4j.kernel.KernelTypes;
import org.ebpf4j.kernel.linux.LinuxKernel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "btf",
        description = "Prints a type of this kernel as C. Takes no privilege.",
        mixinStandardHelpOptions = true)
final class BtfCommand implements Callable<Integer> {
    @Parameters(paramLabel = "TYPE", description = "a struct, union, enum, typedef or function, such as task_struct")
    private String name = "";

    @Option(
            names = {"-a", "--all"},
            description = "print what it needs before it, so that a compiler takes it")
    private boolean all;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        Btf types = KernelTypes.read(LinuxKernel.open());
        // A user may well write what C writes.
        String plain = name.replaceFirst("^(struct|union|enum)\\s+", "");
        int[] ids = types.findAll(plain);
        if (ids.length == 0) {
            throw new NotFoundException("there is no type " + plain
                    + " in this kernel; list its types with: bpftool btf dump file /sys/kernel/btf/vmlinux");
        }
        CPrinter printer = new CPrinter(types);
        command.commandLine().getOut().print(all ? printer.definitions(ids) : printer.withoutDependencies(ids));
        return 0;
    }
}
