// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.ebpf4j.BpfException;
import org.ebpf4j.BusyException;

/**
 * Who uses which entries of one object's {@link UsdtMaps}: equal specs share an entry, and an entry that nobody uses is free for another. Methods
 * may be called from several threads.
 */
public final class UsdtSpecs {
    /** An entry, and how many attachments share it. */
    private record Use(int id, int count) {}

    private final UsdtMaps maps;
    private final BitSet taken = new BitSet();
    private final Map<UsdtSpec, Use> ids = new HashMap<>();
    private final Map<Long, Use> addresses = new HashMap<>();

    /**
     * Begins with all entries free.
     *
     * @param maps of one object
     */
    public UsdtSpecs(UsdtMaps maps) {
        this.maps = maps;
    }

    boolean byAddress() {
        return maps.byAddress();
    }

    /** The entry of a spec, written where it is new; {@link #release} must follow. */
    synchronized int take(String what, UsdtSpec spec) throws BpfException {
        Use use = ids.get(spec);
        if (use == null) {
            int capacity = maps.capacity(what);
            int id = taken.nextClearBit(0);
            if (id >= capacity) {
                throw new BusyException(
                        what + ": map __bpf_usdt_specs is full with " + capacity
                                + " kinds of places; raise its max_entries before loading, or BPF_USDT_MAX_SPEC_CNT before compiling",
                        0);
            }
            maps.put(what, id, spec);
            taken.set(id);
            use = new Use(id, 0);
        }
        ids.put(spec, new Use(use.id, use.count + 1));
        return use.id;
    }

    synchronized void release(UsdtSpec spec) {
        Use use = ids.get(spec);
        if (use != null && use.count > 1) {
            ids.put(spec, new Use(use.id, use.count - 1));
        } else if (use != null) {
            ids.remove(spec);
            taken.clear(use.id);
        }
    }

    /** Lets programs find a spec by an address; {@link #unbind} must follow. */
    synchronized void bind(String what, long address, int id) {
        Use use = addresses.get(address);
        if (use != null && use.id != id) {
            throw new BusyException(
                    what + ": at 0x" + Long.toHexString(address)
                            + " another attachment says other arguments or another cookie, and kernels before 5.15 can't tell the two; close that"
                            + " first",
                    0);
        }
        if (use == null) {
            maps.bind(what, address, id);
        }
        addresses.put(address, new Use(id, use == null ? 1 : use.count + 1));
    }

    synchronized void unbind(long address) {
        Use use = addresses.get(address);
        if (use != null && use.count > 1) {
            addresses.put(address, new Use(use.id, use.count - 1));
        } else if (use != null) {
            addresses.remove(address);
            maps.unbind(address);
        }
    }
}
