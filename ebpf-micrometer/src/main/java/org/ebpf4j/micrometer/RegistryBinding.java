// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

/** Our families in one registry. Called by one thread at a time. */
interface RegistryBinding extends AutoCloseable {
    /** Brings the registry's meters in line with the series that there are now. Must not throw for what the registry or its filters do. */
    void reconcile();

    /** Whether {@link #reconcile()} must be called now and then for the registry to be right. */
    boolean needsSchedule();

    /** Takes everything of ours out of the registry. */
    @Override
    void close();
}
