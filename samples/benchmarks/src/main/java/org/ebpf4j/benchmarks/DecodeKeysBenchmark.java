// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import org.ebpf4j.micrometer.DecodedKeys;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Keys with four labels: decoded where they are new, found again by their bytes where they are known. The twin writes the same texts, or finds the same keys in a table. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // open() comes first
public class DecodeKeysBenchmark extends PairedBenchmark {
    /** Whether the keys were seen before. */
    @Param("false")
    public boolean known;

    private Twin twin;
    private long handle;

    /** Makes an instance, as JMH does. */
    public DecodeKeysBenchmark() {}

    @Override
    Turns open() {
        DecodedKeys keys = new DecodedKeys();
        twin = TwinLibrary.load();
        handle = twin.twin_keys_open(DecodedKeys.KEYS);
        return known
                ? new Turns(keys::find, () -> twin.twin_keys_find(handle), DecodedKeys.KEYS)
                : new Turns(keys::decode, () -> twin.twin_keys_decode(handle), twin.twin_keys_decode(handle));
    }

    @Override
    void close() {
        twin.twin_keys_close(handle);
    }
}
