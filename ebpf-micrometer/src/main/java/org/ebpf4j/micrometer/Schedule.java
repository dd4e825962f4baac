// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs a task again and again, and others once: on the host's executor, which is never shut down, or on a daemon thread of our own called
 * {@code ebpf4j-metrics}, which is there while it has something to do. Started and closed by one thread at a time.
 */
final class Schedule implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 2000;
    private static final long IDLE_MILLIS = 100;

    private final Runnable task;
    private final Duration period;
    private final @Nullable ScheduledExecutorService host;
    private @Nullable ScheduledExecutorService own;
    private volatile @Nullable Thread thread;
    private @Nullable Future<?> running;

    Schedule(Runnable task, Duration period, @Nullable ScheduledExecutorService host) {
        this.task = task;
        this.period = period;
        this.host = host;
    }

    /** Starts; the first run is one period from now. A second call does nothing. */
    void start() {
        if (running == null) {
            long nanos = period.toNanos();
            running = executor().scheduleWithFixedDelay(task, nanos, nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** Runs another task once, as soon as may be. */
    void once(Runnable other) {
        executor().execute(other);
    }

    private ScheduledExecutorService executor() {
        ScheduledExecutorService executor = host != null ? host : own;
        if (executor != null) {
            return executor;
        }
        ScheduledThreadPoolExecutor single = new ScheduledThreadPoolExecutor(1, body -> {
            Thread made = new Thread(body, "ebpf4j-metrics");
            made.setDaemon(true);
            thread = made;
            return made;
        });
        single.setRemoveOnCancelPolicy(true);
        single.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        single.setKeepAliveTime(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        single.allowCoreThreadTimeOut(true);
        own = single;
        return single;
    }

    /** Runs no more; waits a while for a run under way. */
    @Override
    public void close() {
        if (running != null) {
            running.cancel(false);
        }
        if (own == null) {
            return;
        }
        own.shutdown();
        Thread ending = thread;
        if (ending == null || ending == Thread.currentThread()) {
            return; // A run of the task itself may close us; its thread ends behind it.
        }
        try {
            ending.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
