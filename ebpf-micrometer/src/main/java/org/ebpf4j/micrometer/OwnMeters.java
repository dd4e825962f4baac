// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meters that we put into a registry, each with the object that its numbers come from: held here because Micrometer holds that only weakly.
 * Tells ours from those that were there before, which registering an id again gives back. Used by one thread at a time.
 */
final class OwnMeters {
    private static final Logger LOG = LoggerFactory.getLogger(EbpfMetrics.class);

    private final MeterRegistry leaf;
    private final IdentityHashMap<Meter, Object> own = new IdentityHashMap<>();
    private @Nullable Set<Meter> others;

    OwnMeters(MeterRegistry leaf) {
        this.leaf = leaf;
    }

    /** To be called before every round of registering: what the host has is looked up anew when first needed. */
    void forgetOthers() {
        others = null;
    }

    /** To be called before a meter is registered. */
    void lookAround() {
        if (others == null) {
            Set<Meter> found = Collections.newSetFromMap(new IdentityHashMap<>());
            for (Meter meter : leaf.getMeters()) {
                if (!own.containsKey(meter)) {
                    found.add(meter);
                }
            }
            others = found;
        }
    }

    /** The object behind a meter of ours, or null where it is new or not ours. */
    @Nullable
    Object behind(Meter meter) {
        return own.get(meter);
    }

    /**
     * Takes a meter that registering gave.
     *
     * @return false where it is the host's
     */
    boolean adopt(Meter meter, Object behind) {
        if (others != null && others.contains(meter)) {
            return false;
        }
        own.put(meter, behind);
        return true;
    }

    void remove(Meter meter) {
        if (own.remove(meter) != null) {
            takeOut(leaf, meter);
        }
    }

    /**
     * Takes a meter out of a registry. What a listener of the host's throws comes when the meter is out already, and must not keep others in, or
     * programs in the kernel.
     */
    static void takeOut(MeterRegistry leaf, Meter meter) {
        try {
            leaf.remove(meter);
        } catch (Throwable e) {
            LOG.debug("A listener of the registry fails when meter {} is removed", meter.getId(), e);
        }
    }

    void removeAll() {
        for (Meter meter : own.keySet().toArray(Meter[]::new)) {
            remove(meter);
        }
    }
}
