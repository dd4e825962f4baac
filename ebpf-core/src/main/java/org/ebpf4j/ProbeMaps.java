// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.BooleanSupplier;
import org.ebpf4j.attach.Usdt;
import org.ebpf4j.attach.UsdtMaps;
import org.ebpf4j.attach.UsdtSpec;
import org.ebpf4j.map.BpfMap;
import org.jspecify.annotations.Nullable;

/** The maps of a loaded object that tell its programs of USDT probes, looked at when the first is attached to one. */
final class ProbeMaps implements UsdtMaps {
    private static final String SPECS = "__bpf_usdt_specs";
    private static final String ADDRESSES = "__bpf_usdt_ip_to_spec_id";

    private final BpfObject object;
    private final BooleanSupplier cookies;
    private @Nullable SpecLayout layout;
    private @Nullable Boolean byAddress;

    /** Asks whether the kernel has cookies when it must be known. */
    ProbeMaps(BpfObject object, BooleanSupplier cookies) {
        this.object = object;
        this.cookies = cookies;
    }

    @Override
    public int capacity(String what) {
        return specs(what).maxEntries();
    }

    @Override
    public void put(String what, int id, UsdtSpec spec) {
        BpfMap map = specs(what);
        if (layout == null) {
            layout = SpecLayout.of(map);
        }
        map.update(integer(id), layout.value(what, spec), BpfMap.ANY);
    }

    @Override
    public boolean byAddress() {
        if (byAddress == null) {
            byAddress = !cookies.getAsBoolean();
        }
        return byAddress;
    }

    @Override
    public void bind(String what, long address, int id) {
        BpfMap map = object.findMap(ADDRESSES);
        if (map == null || map.keySize() != Long.BYTES || map.valueSize() != Integer.BYTES) {
            throw Usdt.noMaps(what);
        }
        map.update(key(address), integer(id), BpfMap.ANY);
    }

    @Override
    public void unbind(long address) {
        BpfMap map = object.findMap(ADDRESSES);
        try {
            if (map != null) {
                map.delete(key(address));
            }
        } catch (IllegalStateException e) {
            // The object was closed before the link, and its maps are gone.
        }
    }

    private BpfMap specs(String what) {
        BpfMap map = object.findMap(SPECS);
        if (map == null || map.keySize() != Integer.BYTES) {
            throw Usdt.noMaps(what);
        }
        return map;
    }

    private static ByteBuffer integer(int number) {
        return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(0, number);
    }

    private static ByteBuffer key(long address) {
        return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(0, address);
    }
}
