// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.samples.logs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.ebpf4j.BpfException;
import org.ebpf4j.BpfObject;
import org.ebpf4j.OwnProcess;
import org.ebpf4j.attach.Link;
import org.ebpf4j.attach.Usdt;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.spec.ObjectSpec;

/**
 * A line for each garbage collection and each operation at a safepoint of a JVM: how long it took, and for how long threads of that JVM were ready to run
 * meanwhile but had no CPU. Where it is asked for, a line for each time that a thread parked for long, too, and how long that thread had no CPU then; every
 * park of the JVM pays for that, some microseconds. It takes a JVM that was built with probes ({@code --enable-dtrace}); others are told apart by an exception.
 */
final class PauseLog {
    private static final List<String> KINDS = List.of("collection", "safepoint", "park");
    private static final int PARK = 2;

    /** The JVM's probes by the programs that they run. */
    private static final Map<String, String> PROBES = new TreeMap<>(Map.of(
            "gc_begin", "gc__begin",
            "gc_end", "gc__end",
            "vmops_begin", "vmops__begin",
            "vmops_end", "vmops__end"));

    private static final Map<String, String> PARK_PROBES =
            new TreeMap<>(Map.of("park_begin", "thread__park__begin", "park_end", "thread__park__end"));

    private PauseLog() {}

    /**
     * As the programs send it.
     *
     * @param took nanoseconds
     * @param waited nanoseconds of all threads together; of a park, of its own
     * @param kind its number
     * @param thread that did it
     */
    record Pause(long took, long waited, int kind, int thread) {
        String line() {
            String who = kind == PARK ? "thread " + thread : "threads";
            return "%-10s %10.3f ms, %s waited %10.3f ms for CPUs"
                    .formatted(KINDS.get(kind), took / 1e6, who, waited / 1e6);
        }
    }

    /** For this process as it knows itself, 0. */
    static Log open(Kernel kernel, int pid, Consumer<String> out) {
        return open(kernel, pid, Duration.ZERO, PROBES, out);
    }

    /** Parks that take at least so long as well. */
    static Log openWithParks(Kernel kernel, int pid, Duration least, Consumer<String> out) {
        Map<String, String> probes = new TreeMap<>(PROBES);
        probes.putAll(PARK_PROBES);
        return open(kernel, pid, least, probes, out);
    }

    private static Log open(
            Kernel kernel, int pid, Duration leastPark, Map<String, String> probes, Consumer<String> out) {
        ObjectSpec spec = Log.read("pauses.bpf.o");
        spec.variable("target_tgid").set(pid == 0 ? OwnProcess.id(kernel) : pid);
        spec.variable("park_over").set(leastPark.toNanos());
        BpfObject object = BpfObject.load(spec, kernel);
        List<Link> links = new ArrayList<>();
        Log log = new Log(object, links, object.ringBuffer("pauses", Pause.class, pause -> out.accept(pause.line())));
        try {
            object.attach();
            probes.forEach((program, probe) -> {
                Usdt place = Usdt.at("libjvm.so", "hotspot", probe);
                links.add(object.program(program).attach(pid == 0 ? place.inThisProcess() : place.inProcess(pid)));
            });
        } catch (BpfException e) {
            log.close();
            throw e;
        }
        return log;
    }
}
