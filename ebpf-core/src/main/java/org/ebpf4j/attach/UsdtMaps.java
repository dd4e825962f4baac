// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import org.ebpf4j.BpfException;

/**
 * The two maps in which an object's programs look up what they are told of USDT probes: {@code __bpf_usdt_specs} and, for kernels before 5.15,
 * {@code __bpf_usdt_ip_to_spec_id}. Calls are made one at a time.
 */
public interface UsdtMaps {
    /**
     * How many specs there is room for.
     *
     * @param what begins messages
     * @return ids run from 0 to one less
     * @throws BpfException where the object has no such map
     */
    int capacity(String what);

    /**
     * Writes a spec.
     *
     * @param what begins messages
     * @param id its key
     * @param spec the spec
     * @throws BpfException where the object can't hold it, or the kernel refuses
     */
    void put(String what, int id, UsdtSpec spec);

    /**
     * Whether programs know a place by its address, because the kernel does not tell them a cookie.
     *
     * @return false since Linux 5.15
     */
    boolean byAddress();

    /**
     * Says which spec belongs to an address.
     *
     * @param what begins messages
     * @param address of the instruction in the process
     * @param id the spec's key
     * @throws BpfException where the object has no such map, or it is full, or the kernel refuses
     */
    void bind(String what, long address, int id);

    /**
     * Takes that back; does nothing once the map is closed.
     *
     * @param address of the instruction in the process
     */
    void unbind(long address);
}
