// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

/**
 * Tells an exporter that a thread reads a meter of ours, one and always the same in its registry. A registry that pushes does so once per
 * publish, on the thread that then sends the batch that the meter is in. Any thread may call.
 */
final class ReadSignal {
    private volatile Runnable listener = () -> {};
    private volatile boolean live;

    /** From now on this runs at each read, on the thread that reads. It must neither block nor throw. */
    void listen(Runnable reader) {
        listener = reader;
    }

    /** Whether there is such a meter; not where the registry's filters deny it, or all programs are another binder's. */
    boolean live() {
        return live;
    }

    void begin() {
        live = true;
    }

    void read() {
        listener.run();
    }
}
