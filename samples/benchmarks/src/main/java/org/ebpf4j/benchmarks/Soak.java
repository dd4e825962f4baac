// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ebpf4j.map.RingBuffer;

/**
 * A ring buffer under a program that sends as fast as it can, for a long time: every record is accounted for by its number. What was delivered and
 * what was dropped is what was produced, in order, none twice.
 */
final class Soak {
    private static final int RING = 4 << 20;
    private static final int RECORDS_PER_RUN = 1 << 20;
    private static final Duration REPORT = Duration.ofMinutes(1);

    private final PrintStream out;
    private long next;
    private long missing;
    private long disordered;

    Soak(PrintStream out) {
        this.out = out;
    }

    /** True where all is accounted for. */
    boolean run(Duration length) throws IOException, InterruptedException {
        try (RecordSource source = RecordSource.open(RING)) {
            RingBuffer ring = new RingBuffer(source.ring(), this::seen);
            long nanos;
            // Closing ends the thread, after which what it has seen is ours to read.
            try (ring) {
                ring.start("soak-consumer");
                long start = System.nanoTime();
                produce(source, ring, length);
                nanos = System.nanoTime() - start;
                while (ring.available() > 0) {
                    Thread.sleep(1);
                }
            }
            return account(source, ring, nanos);
        }
    }

    private void produce(RecordSource source, RingBuffer ring, Duration length) throws InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        Thread producer = new Thread(
                () -> {
                    while (!stop.get()) {
                        source.fill("soak", RECORDS_PER_RUN);
                    }
                },
                "soak-producer");
        producer.start();
        try {
            long deadline = System.nanoTime() + length.toNanos();
            for (long left = length.toNanos(); left > 0; left = deadline - System.nanoTime()) {
                Thread.sleep(Math.min(REPORT.toMillis(), left / 1_000_000 + 1));
                out.println("delivered " + ring.delivered() + ", dropped " + source.dropped() + ", produced "
                        + source.produced());
            }
        } finally {
            stop.set(true);
            producer.join();
        }
    }

    private void seen(ByteBuffer records, int at, int length) {
        long number = records.getLong(at);
        if (number < next) {
            disordered++;
        } else {
            missing += number - next;
            next = number + 1;
        }
    }

    private boolean account(RecordSource source, RingBuffer ring, long nanos) {
        long delivered = ring.delivered();
        long produced = source.produced();
        long dropped = source.dropped();
        missing += produced - next;
        boolean exact =
                delivered + dropped == produced && missing == dropped && disordered == 0 && ring.failures() == 0;
        out.printf(
                "%s: %d delivered + %d dropped = %d produced; %d numbers missing, %d out of order; %.1f million a second for %d s%n",
                exact ? "all accounted for" : "NOT accounted for",
                delivered,
                dropped,
                produced,
                missing,
                disordered,
                produced * 1e3 / nanos,
                nanos / 1_000_000_000);
        return exact;
    }
}
