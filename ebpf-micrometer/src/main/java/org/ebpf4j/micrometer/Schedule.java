// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a task again and again, and others once: on the host's executor, which is never shut down, or where there is none, or it takes no work, on a
 * daemon thread of our own called {@code ebpf4j-metrics}, which is there while it has something to do. Started and closed by one thread at a time.
 */
final class Schedule implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EbpfMetrics.class);
    private static final long PATIENCE_MILLIS = 2000;
    private static final long IDLE_MILLIS = 100;

    private final Runnable task;
    private final Duration period;
    private @Nullable ScheduledExecutorService host;
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
            long nanos = TimeUnit.NANOSECONDS.convert(period); // Of more than 292 years, as many.
            hand(executor -> running = executor.scheduleWithFixedDelay(task, nanos, nanos, TimeUnit.NANOSECONDS));
        }
    }

    /** Runs another task once, as soon as may be. */
    void once(Runnable other) {
        hand(executor -> executor.execute(other));
    }

    private void hand(Consumer<ScheduledExecutorService> work) {
        if (host != null) {
            try {
                work.accept(host);
                return;
            } catch (RejectedExecutionException e) {
                host = null;
                LOG.warn("The executor takes no work, the kernel's meters have a thread of their own instead", e);
            }
        }
        work.accept(ours());
    }

    private ScheduledExecutorService ours() {
        if (own != null) {
            return own;
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
