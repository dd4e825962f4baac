// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.ebpf4j.micrometer.ProgramStatus;
import org.ebpf4j.micrometer.catalog.RunQueueMetrics;
import org.ebpf4j.micrometer.catalog.Scope;

/**
 * A service of two pools of threads, one that answers and one that computes, which a CPU quota stops for a while: how long each pool waited for a CPU, as
 * {@code ebpf.runqueue.latency} tells.
 */
final class StarvedPools {
    private static final int SECONDS = 30;
    private static final int QUOTA_FROM = 10;
    private static final int QUOTA_TO = 20;
    private static final double QUOTA = 0.5;
    private static final int TURNS_PER_SECOND = 2;
    private static final String SUM = "ebpf.runqueue.latency.sum";

    private final Map<String, List<Double>> waited = new TreeMap<>();
    private final Map<String, Double> totals = new HashMap<>();
    private volatile boolean over;

    private StarvedPools() {}

    /**
     * What was seen.
     *
     * @param waited by pool, of each turn, the seconds that its threads together waited for a CPU in a second
     * @param turnsPerSecond how often that was asked
     * @param from second from which the quota held
     * @param to second to which it held
     * @param quota CPUs
     */
    record Seen(Map<String, List<Double>> waited, int turnsPerSecond, int from, int to, double quota) {}

    static Seen watch() throws IOException {
        StarvedPools pools = new StarvedPools();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        ExecutorService http = pool("http-nio-8080-exec-", 4);
        ExecutorService batch = pool("batch-", 2);
        try (CpuQuota quota = CpuQuota.enter();
                EbpfMetrics metrics = EbpfMetrics.builder()
                        .add(RunQueueMetrics.of(Scope.thisProcess()).byThreadGroup())
                        .build()) {
            metrics.bindTo(registry);
            ProgramStatus status = metrics.status().get(0);
            if (status.state() != ProgramStatus.State.UP) {
                throw new IllegalStateException(status.describe());
            }
            for (int i = 0; i < 4; i++) {
                http.execute(() -> pools.work(2, 18));
            }
            for (int i = 0; i < 2; i++) {
                batch.execute(() -> pools.work(12, 8));
            }
            pools.follow(quota, metrics, registry);
        } finally {
            pools.over = true;
            http.shutdown();
            batch.shutdown();
        }
        return new Seen(pools.waited, TURNS_PER_SECOND, QUOTA_FROM, QUOTA_TO, QUOTA);
    }

    private static ExecutorService pool(String name, int threads) {
        AtomicInteger number = new AtomicInteger();
        return Executors.newFixedThreadPool(threads, task -> new Thread(task, name + number.incrementAndGet()));
    }

    private void work(int busyMillis, int idleMillis) {
        while (!over) {
            long until = System.nanoTime() + busyMillis * 1_000_000L;
            while (System.nanoTime() - until < 0) {
                Thread.onSpinWait();
            }
            LockSupport.parkNanos(idleMillis * 1_000_000L);
        }
    }

    private void follow(CpuQuota quota, EbpfMetrics metrics, SimpleMeterRegistry registry) throws IOException {
        long begun = System.nanoTime();
        for (int turn = 0; turn <= SECONDS * TURNS_PER_SECOND; turn++) {
            LockSupport.parkNanos(begun + turn * (1_000_000_000L / TURNS_PER_SECOND) - System.nanoTime());
            if (turn == QUOTA_FROM * TURNS_PER_SECOND) {
                quota.set(QUOTA);
            } else if (turn == QUOTA_TO * TURNS_PER_SECOND) {
                quota.set(0);
            }
            metrics.refresh();
            for (FunctionCounter counter : registry.find(SUM).functionCounters()) {
                note(turn, Objects.requireNonNull(counter.getId().getTag("group")), counter.count());
            }
        }
    }

    private void note(int turn, String pool, double total) {
        double before = totals.getOrDefault(pool, 0.0);
        totals.put(pool, total);
        if (turn > 0) {
            List<Double> turns = waited.computeIfAbsent(pool, fresh -> new ArrayList<>());
            while (turns.size() < turn - 1) {
                turns.add(0.0); // It came later.
            }
            turns.add((total - before) * TURNS_PER_SECOND);
        }
    }
}
