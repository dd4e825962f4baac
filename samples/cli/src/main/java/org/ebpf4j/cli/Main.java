// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.ebpf4j.BpfException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command, of which the others are part. Ends with 0 if all went well, 1 if it did not, 2 if the command line is wrong. */
@Command(
        name = "ebpf4j",
        description = "Looks into eBPF objects, loads them, and says what this kernel can do.",
        mixinStandardHelpOptions = true,
        version = "ebpf4j 0.1.0-SNAPSHOT",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {InspectCommand.class, LoadCommand.class, FeaturesCommand.class, BtfCommand.class})
public final class Main {
    static final int FAILED = 1;

    /**
     * Runs and ends the process.
     *
     * @param line see {@code --help}
     */
    public static void main(String[] line) {
        System.exit(run(writer(System.out), writer(System.err), line));
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    static int run(PrintWriter out, PrintWriter err, String... line) {
        CommandLine command = new CommandLine(new Main());
        command.setOut(out);
        command.setErr(err);
        command.setCaseInsensitiveEnumValuesAllowed(true);
        command.setParameterExceptionHandler((wrong, arguments) -> {
            err.println(oneLine(wrong) + "; see --help");
            return CommandLine.ExitCode.USAGE;
        });
        command.setExecutionExceptionHandler((thrown, where, parsed) -> {
            if (thrown instanceof BpfException) {
                err.println(oneLine(thrown));
                return FAILED;
            }
            throw thrown;
        });
        int status = line.length == 0 ? noCommand(err) : command.execute(line);
        out.flush();
        err.flush();
        return status;
    }

    private static int noCommand(PrintWriter err) {
        err.println("name a command: inspect, load, features or btf; see --help");
        return CommandLine.ExitCode.USAGE;
    }

    static String oneLine(Throwable thrown) {
        return String.valueOf(thrown.getMessage()).replaceAll("\\s*\\R\\s*", " ");
    }
}
