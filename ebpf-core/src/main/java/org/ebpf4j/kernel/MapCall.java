// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

/**
 * The buffers of one element call on a map, reused from call to call so that a lookup allocates nothing: the key, the value, and room for the
 * kernel's {@code union bpf_attr}. Not thread-safe: one call at a time.
 */
public final class MapCall {
    private final Memory attr;
    private final Memory key;
    private final Memory value;
    private final int keySize;

    /**
     * Allocates the buffers.
     *
     * @param kernel where the calls will go
     * @param keySize bytes of a key; 0 for maps without keys
     * @param valueSize bytes of a value as the kernel copies it: for per-CPU maps the value rounded up to 8 bytes times the possible CPUs
     */
    public MapCall(Kernel kernel, int keySize, int valueSize) {
        this.keySize = keySize;
        this.attr = kernel.allocate(Kernel.ATTR_SIZE);
        this.key = kernel.allocate(Math.max(keySize, 8));
        this.value = kernel.allocate(Math.max(Math.max(valueSize, keySize), 8));
    }

    /**
     * Scratch for the implementation of {@link Kernel}.
     *
     * @return {@link Kernel#ATTR_SIZE} bytes
     */
    public Memory attr() {
        return attr;
    }

    /**
     * The key that the call takes.
     *
     * @return at least the map's key size
     */
    public Memory key() {
        return key;
    }

    /**
     * How large a key is.
     *
     * @return bytes; 0 for maps without keys
     */
    public int keySize() {
        return keySize;
    }

    /**
     * The value that the call takes or fills; for {@link Kernel#mapNextKey} the key that it answers.
     *
     * @return at least the map's value size and key size
     */
    public Memory value() {
        return value;
    }
}
