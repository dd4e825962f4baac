// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.ebpf4j.kernel.MapCall;
import org.ebpf4j.spec.MapType;
import org.jspecify.annotations.Nullable;

/**
 * Call stacks by the id that {@code bpf_get_stackid} gave a program (since 4.6): addresses, innermost first. They are to be resolved while what they
 * are of still runs. Layout: {@code struct bpf_stack_build_id} of {@code include/uapi/linux/bpf.h}.
 *
 * <p>A view of a {@link BpfMap}, which stays its owner's to close. All methods may be called from several threads, and are an
 * {@link IllegalStateException} once the map is closed. What the kernel refuses is a {@link org.ebpf4j.SystemCallException}.
 */
public final class StackTraces {
    /** {@code BPF_F_STACK_BUILD_ID}. */
    private static final int BUILD_ID = 1 << 5;

    private static final int BUILD_ID_FRAME = 32;
    private static final int VALID = 1;
    private static final int BUILD_ID_AT = 4;
    private static final int BUILD_ID_SIZE = 20;
    private static final int OFFSET_AT = 24;

    private final BpfMap map;
    private final Elements elements;
    private final boolean byBuildId;

    /**
     * A frame of a stack of user space, by the file that its code is of.
     *
     * @param buildId in hexadecimal digits; empty where the kernel could not read it
     * @param position where in the file, in bytes; the address where there is no build id
     */
    public record BuildIdFrame(String buildId, long position) {}

    /** Takes a stack. */
    @FunctionalInterface
    public interface Stacks {
        /**
         * Takes one.
         *
         * @param id what programs know it by
         * @param addresses innermost first
         */
        void accept(int id, long[] addresses);
    }

    /**
     * Views a map so.
     *
     * @param map a stack trace map
     * @throws IllegalArgumentException where it is of another type
     */
    public StackTraces(BpfMap map) {
        this.map = ViewTypes.check(map, "StackTraces", MapType.STACK_TRACE);
        this.elements = map.elements();
        this.byBuildId = (map.flags() & BUILD_ID) != 0;
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
     * The addresses of a stack.
     *
     * @param id what {@code bpf_get_stackid} gave
     * @return innermost first, null where there is no such stack any more
     * @throws IllegalArgumentException where the id is the negated errno of a stack that could not be taken
     * @throws IllegalStateException also where the map was declared with {@code BPF_F_STACK_BUILD_ID}
     */
    public long @Nullable [] get(int id) {
        require(false);
        MapCall call = elements.begin();
        try {
            return find(call, id) ? addresses(call.value().bytes(), 0) : null;
        } finally {
            elements.end(call);
        }
    }

    /**
     * The frames of a stack by build ids (since 4.17).
     *
     * @param id what {@code bpf_get_stackid} gave
     * @return innermost first, null where there is no such stack any more
     * @throws IllegalArgumentException where the id is the negated errno of a stack that could not be taken
     * @throws IllegalStateException also where the map was declared without {@code BPF_F_STACK_BUILD_ID}
     */
    public @Nullable List<BuildIdFrame> buildIds(int id) {
        require(true);
        MapCall call = elements.begin();
        try {
            return find(call, id) ? frames(call.value().bytes()) : null;
        } finally {
            elements.end(call);
        }
    }

    /**
     * Forgets a stack, so that its id is free for another.
     *
     * @param id what {@code bpf_get_stackid} gave
     * @return false where it was not there
     */
    public boolean remove(int id) {
        return elements.remove(Integer.BYTES, id);
    }

    /**
     * Goes through the stacks as they are now.
     *
     * @param stacks takes each once; may use the map
     * @throws IllegalStateException also where the map was declared with {@code BPF_F_STACK_BUILD_ID}
     */
    public void forEach(Stacks stacks) {
        require(false);
        MapSnapshot snapshot = new MapSnapshot(map);
        int rows = snapshot.read();
        for (int row = 0; row < rows; row++) {
            stacks.accept(
                    snapshot.keys().getInt(snapshot.keyAt(row)), addresses(snapshot.values(), snapshot.valueAt(row)));
        }
    }

    private void require(boolean buildId) {
        if (buildId != byBuildId) {
            throw new IllegalStateException("map " + map.name() + " has its stacks by "
                    + (byBuildId ? "build ids; use buildIds" : "addresses; use get"));
        }
    }

    private boolean find(MapCall call, int id) {
        if (id < 0) {
            throw new IllegalArgumentException(
                    id + " is no id of a stack but what bpf_get_stackid answered where it had none; pass over it");
        }
        call.key().bytes().putInt(0, id);
        return elements.lookup(call);
    }

    private long[] addresses(ByteBuffer from, int at) {
        long[] found = new long[map.valueSize() / Long.BYTES];
        int depth = 0;
        while (depth < found.length && (found[depth] = from.getLong(at + depth * Long.BYTES)) != 0) {
            depth++;
        }
        return Arrays.copyOf(found, depth);
    }

    private List<BuildIdFrame> frames(ByteBuffer from) {
        List<BuildIdFrame> frames = new ArrayList<>();
        byte[] buildId = new byte[BUILD_ID_SIZE];
        for (int at = 0; at + BUILD_ID_FRAME <= map.valueSize() && from.getInt(at) != 0; at += BUILD_ID_FRAME) {
            from.get(at + BUILD_ID_AT, buildId);
            String digits = from.getInt(at) == VALID ? HexFormat.of().formatHex(buildId) : "";
            frames.add(new BuildIdFrame(digits, from.getLong(at + OFFSET_AT)));
        }
        return frames;
    }
}
