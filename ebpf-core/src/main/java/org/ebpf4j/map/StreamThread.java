// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.ebpf4j.SystemCallException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Polls until the streams are closed, or the thread is interrupted. */
final class StreamThread implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamThread.class);
    private static final Duration LONG = Duration.ofHours(1);
    /** Waiting that the kernel refuses may fail at once, for ever; that must not occupy a CPU. */
    private static final long PAUSE_NANOS = 1_000_000;

    private final Streams streams;
    private final String what;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicLong failures = new AtomicLong();
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile @Nullable Thread runner;
    /** Where it was made for this. */
    private volatile @Nullable Thread own;

    StreamThread(Streams streams, String what) {
        this.streams = streams;
        this.what = what;
    }

    /** Runs on a daemon of its own. */
    void startAs(String name) {
        Thread made = new Thread(this, name);
        made.setDaemon(true);
        made.start();
        own = made;
    }

    @Override
    public void run() {
        if (!begun.compareAndSet(false, true)) {
            return;
        }
        runner = Thread.currentThread();
        try {
            while (!streams.closed() && !Thread.currentThread().isInterrupted()) {
                turn();
            }
        } finally {
            ended.countDown();
        }
    }

    private void turn() {
        try {
            streams.poll(LONG);
        } catch (Throwable e) {
            if (streams.closed()) {
                return;
            }
            boolean first = failures.getAndIncrement() == 0;
            if (!streams.leaveCorrupt() && first) {
                LOG.warn("{}: a record could not be handled; later ones are counted only", what, e);
            }
            if (e instanceof SystemCallException) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    long failures() {
        return failures.get();
    }

    /** Returns at once where a handler calls. */
    void awaitEnd() {
        Thread made = own;
        if (Thread.currentThread() == runner || (begun.compareAndSet(false, true) && made == null)) {
            // An executor that has not begun by now will have nothing to do.
            return;
        }
        try {
            if (made == null) {
                ended.await();
            } else {
                made.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
