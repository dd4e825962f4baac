// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.samples.logs;

import java.time.Duration;
import java.util.function.Consumer;
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
            long lost = 0;
            while (true) {
                lost = follow(log, lost, System.err::println);
            }
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        } catch (BpfException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /** Logs what comes within a second, and tells of records that were lost beside those that it was told of before; gives how many have been so far. */
    static long follow(Log log, long lostBefore, Consumer<String> errors) {
        log.poll(Duration.ofSeconds(1));
        long lost = log.lost();
        if (lost > lostBefore) {
            errors.accept(lost - lostBefore + " events are not logged: there were more than the buffer could take");
        }
        return lost;
    }

    /** Opens what the command line asks for; what it does not understand is an IllegalArgumentException whose message says so. */
    static Log log(Kernel kernel, String... arguments) {
        String kind = arguments.length == 0 ? "" : arguments[0];
        Consumer<String> out = System.out::println;
        return switch (kind + " " + arguments.length) {
            case "execs 1" -> ExecLog.open(kernel, out);
            case "files 1" -> SlowFileLog.open(kernel, Duration.ofMillis(10), out);
            case "files 2" -> SlowFileLog.open(kernel, Duration.ofMillis(number(arguments[1], 0)), out);
            case "pauses 2" -> PauseLog.open(kernel, number(arguments[1], 1), out);
            case "pauses 3" ->
                PauseLog.openWithParks(
                        kernel, number(arguments[1], 1), Duration.ofMillis(number(arguments[2], 0)), out);
            default -> throw new IllegalArgumentException(USAGE);
        };
    }

    private static int number(String text, int least) {
        try {
            int number = Integer.parseInt(text);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, as for numbers out of range.
        }
        throw new IllegalArgumentException(
                "\"" + text + "\" is no number from " + least + " to " + Integer.MAX_VALUE + "\n" + USAGE);
    }
}
