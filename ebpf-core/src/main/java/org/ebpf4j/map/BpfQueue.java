// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.util.function.Consumer;
import org.ebpf4j.codec.Codec;
import org.ebpf4j.kernel.MapCall;
import org.ebpf4j.spec.MapType;
import org.jspecify.annotations.Nullable;

/**
 * A queue (first in, first out) or a stack (last in, first out) that programs and user space share (since 4.20). The kernel can't say how many values
 * are in it.
 *
 * <p>A view of a {@link BpfMap}, which stays its owner's to close. All methods may be called from several threads, and are an
 * {@link IllegalStateException} once the map is closed. What the kernel refuses is a {@link org.ebpf4j.SystemCallException}.
 *
 * @param <V> what a value is
 */
public final class BpfQueue<V> {
    private final BpfMap map;
    private final Codec<V> values;
    private final Elements elements;

    /**
     * Views a map so.
     *
     * @param map a queue or stack
     * @param values of the size of a value
     * @throws IllegalArgumentException where the map is of another type, or a size differs
     */
    public BpfQueue(BpfMap map, Codec<V> values) {
        this.map = ViewTypes.check(map, "BpfQueue", MapType.QUEUE, MapType.STACK);
        this.values = Sizes.checked(map, "values", map.valueSize(), values);
        this.elements = map.elements();
    }

    /**
     * The map by bytes.
     *
     * @return what this is a view of
     */
    public BpfMap map() {
        return map;
    }

    /**
     * Puts a value in.
     *
     * @param value the value
     * @throws org.ebpf4j.BusyException where there is no room
     */
    public void push(V value) {
        push(value, BpfMap.ANY);
    }

    /**
     * Puts a value in, and drops the oldest where there is no room.
     *
     * @param value the value
     */
    public void pushOver(V value) {
        push(value, BpfMap.EXIST);
    }

    private void push(V value, long flags) {
        MapCall call = elements.begin();
        try {
            values.write(value, call.value().bytes(), 0);
            elements.update(call, flags);
        } finally {
            elements.end(call);
        }
    }

    /**
     * The value that is next to come out.
     *
     * @return it, null where there is none
     */
    public @Nullable V peek() {
        MapCall call = elements.begin();
        try {
            return elements.lookup(call) ? values.read(call.value().bytes(), 0) : null;
        } finally {
            elements.end(call);
        }
    }

    /**
     * Takes the next value out.
     *
     * @return it, null where there is none
     */
    public @Nullable V pop() {
        MapCall call = elements.begin();
        try {
            return elements.take(call) ? values.read(call.value().bytes(), 0) : null;
        } finally {
            elements.end(call);
        }
    }

    /**
     * Takes values out until there is none, but no more than the map can hold, so that it ends while programs go on.
     *
     * @param taker takes each value; may use the map
     * @return how many there were
     */
    public int drain(Consumer<? super V> taker) {
        int taken = 0;
        for (V next; taken < map.maxEntries() && (next = pop()) != null; taken++) {
            taker.accept(next);
        }
        return taken;
    }
}
