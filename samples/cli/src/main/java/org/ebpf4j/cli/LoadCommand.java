// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.ebpf4j.BpfException;
import org.ebpf4j.kernel.linux.LinuxKernel;
import org.ebpf4j.spec.ObjectSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "load",
        description = {
            "Tries to load each program of an object, and says which could not be and why.",
            "Ends with 0 only if all could be loaded and, where asked for, attached.",
            "The JSON is {\"file\", \"maps\": [{\"name\", \"type\", \"keySize\", \"valueSize\", \"maxEntries\"}],"
                    + " \"programs\": [{\"name\", \"section\", \"type\", \"loaded\", \"attached\", \"error\"}]};"
                    + " \"error\" of a program is null if there is none. Beside \"programs\", \"error\" says why the file can't"
                    + " be read, and is null if it can. Maps are as the kernel has them, or as declared if it has none."
                    + " With --log, a program that the verifier rejects has its \"log\", too."
        },
        mixinStandardHelpOptions = true)
final class LoadCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "an eBPF object file")
    private Path file = Path.of("");

    @Option(names = "--attach", paramLabel = "SECONDS", description = "attach the programs for so long")
    private int seconds = -1;

    @Option(names = "--json", description = "print JSON instead of text")
    private boolean json;

    @Option(names = "--log", description = "print the verifier's whole log of what it rejects")
    private boolean log;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        boolean attach = command.commandLine().getParseResult().hasMatchedOption("--attach");
        if (attach && seconds < 0) {
            throw new ParameterException(command.commandLine(), "--attach takes 0 seconds or more, not " + seconds);
        }
        LoadReport report;
        try {
            report = load(attach);
        } catch (BpfException e) {
            if (json) {
                command.commandLine()
                        .getOut()
                        .print(Json.of(LoadReport.unreadable(file.toString(), Main.oneLine(e)), log));
            }
            throw e;
        }
        command.commandLine().getOut().print(json ? Json.of(report, log) : report.text(log));
        return report.complete() ? 0 : Main.FAILED;
    }

    private LoadReport load(boolean attach) throws InterruptedException {
        ObjectSpec spec = ObjectSpec.read(file);
        try (Loading loading = new Loading(spec, LinuxKernel.open())) {
            if (attach) {
                loading.attach();
                TimeUnit.SECONDS.sleep(seconds);
            }
            return loading.report(file.toString(), attach);
        }
    }
}
