// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.samples.logs;

import java.time.Duration;
import org.ebpf4j.BpfException;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.linux.LinuxKernel;

/** Writes a line for each event of a kind, until it is stopped. */
public final class Logs {
    private static final String USAGE = """
            usage: java -jar logs.jar execs            programs as they are started
                   java -jar logs.jar files [MILLIS]   operations of ext4 that take longer than that (10)
                   java -jar logs.jar pauses PID       collections and safepoints of a JVM, and what it waited for CPUs
                   java -jar logs.jar pauses PID MILLIS    and parks of its threads that take that long; each park pays for it""";

    private Logs() {}

    /**
     * Runs until the process is told to stop.
     *
     * @param arguments what to log
     */
    public static void main(String[] arguments) {
        try (Log log = log(LinuxKernel.open(), arguments)) {
            while (true) {
                log.poll(Duration.ofSeconds(1));
            }
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        } catch (BpfException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static Log log(Kernel kernel, String... arguments) {
        String kind = arguments.length == 0 ? "" : arguments[0];
        return switch (kind) {
            case "execs" -> ExecLog.open(kernel, System.out::println);
            case "files" ->
                SlowFileLog.open(
                        kernel,
                        Duration.ofMillis(arguments.length < 2 ? 10 : number(arguments[1])),
                        System.out::println);
            case "pauses" ->
                arguments.length < 3
                        ? PauseLog.open(kernel, number(arguments.length < 2 ? "" : arguments[1]), System.out::println)
                        : PauseLog.openWithParks(
                                kernel,
                                number(arguments[1]),
                                Duration.ofMillis(number(arguments[2])),
                                System.out::println);
            default -> throw new IllegalArgumentException(USAGE);
        };
    }

    private static int number(String text) {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no number\n" + USAGE, e);
        }
    }
}
