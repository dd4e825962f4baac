// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ebpf4j.spec.ObjectSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "inspect",
        description =
                "Says what an object contains, or which USDT probes an executable or shared library has. Asks the kernel nothing, so it takes no"
                        + " privilege.",
        mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "an eBPF object file, an executable or a shared library")
    private Path file = Path.of("");

    @Option(
            names = {"-d", "--disassemble"},
            description = "print the instructions, too")
    private boolean disassemble;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        String text = Probes.areIn(file) ? Probes.text(file) : new Inspection(ObjectSpec.read(file)).text(disassemble);
        command.commandLine().getOut().print(text);
        return 0;
    }
}
