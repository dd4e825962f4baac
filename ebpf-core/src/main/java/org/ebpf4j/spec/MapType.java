// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

import java.util.Locale;

/** The kinds of maps, {@code enum bpf_map_type} of {@code include/uapi/linux/bpf.h}. */
public enum MapType {
    /** Not a map. */
    UNSPEC(0),
    /** A hash table (since 3.19). */
    HASH(1),
    /** An array, indexed by a 32-bit number (since 3.19). */
    ARRAY(2),
    /** An array of programs for tail calls (since 4.2). */
    PROG_ARRAY(3),
    /** An array of perf events, one for each CPU (since 4.3). */
    PERF_EVENT_ARRAY(4),
    /** A hash table with a value for each CPU (since 4.6). */
    PERCPU_HASH(5),
    /** An array with a value for each CPU (since 4.6). */
    PERCPU_ARRAY(6),
    /** Call stacks by id (since 4.6). */
    STACK_TRACE(7),
    /** An array of cgroups (since 4.8). */
    CGROUP_ARRAY(8),
    /** A hash table that evicts what was least recently used (since 4.10). */
    LRU_HASH(9),
    /** The same with a value for each CPU (since 4.10). */
    LRU_PERCPU_HASH(10),
    /** Longest-prefix match (since 4.11). */
    LPM_TRIE(11),
    /** An array of maps (since 4.12). */
    ARRAY_OF_MAPS(12),
    /** A hash table of maps (since 4.12). */
    HASH_OF_MAPS(13),
    /** Network devices by index (since 4.14). */
    DEVMAP(14),
    /** Sockets by index (since 4.14). */
    SOCKMAP(15),
    /** CPUs for XDP redirection (since 4.15). */
    CPUMAP(16),
    /** AF_XDP sockets (since 4.18). */
    XSKMAP(17),
    /** Sockets by key (since 4.18). */
    SOCKHASH(18),
    /** Storage by cgroup and attach type, deprecated (since 4.19). */
    CGROUP_STORAGE(19),
    /** Sockets of a reuseport group (since 4.19). */
    REUSEPORT_SOCKARRAY(20),
    /** The same with a value for each CPU, deprecated (since 4.20). */
    PERCPU_CGROUP_STORAGE(21),
    /** First in, first out, without keys (since 4.20). */
    QUEUE(22),
    /** Last in, first out, without keys (since 4.20). */
    STACK(23),
    /** Storage that lives with a socket (since 5.2). */
    SK_STORAGE(24),
    /** Network devices by key (since 5.4). */
    DEVMAP_HASH(25),
    /** A kernel structure of functions (since 5.6). */
    STRUCT_OPS(26),
    /** One ring buffer shared by all CPUs (since 5.8). */
    RINGBUF(27),
    /** Storage that lives with an inode (since 5.10). */
    INODE_STORAGE(28),
    /** Storage that lives with a task (since 5.11). */
    TASK_STORAGE(29),
    /** A set that may say yes wrongly (since 5.16). */
    BLOOM_FILTER(30),
    /** A ring buffer that user space fills (since 6.1). */
    USER_RINGBUF(31),
    /** Storage that lives with a cgroup (since 6.2). */
    CGRP_STORAGE(32),
    /** Memory shared with user space (since 6.9). */
    ARENA(33),
    /** Instruction offsets for indirect jumps (since 6.19). */
    INSN_ARRAY(34);

    private static final MapType[] BY_NUMBER = values();

    private final int number;

    MapType(int number) {
        this.number = number;
    }

    /**
     * The kernel's number.
     *
     * @return a value of {@code enum bpf_map_type}
     */
    public int number() {
        return number;
    }

    /**
     * Finds a type by the kernel's number.
     *
     * @param number a value of {@code enum bpf_map_type}
     * @return the type; {@link #UNSPEC} where this library does not know the number
     */
    public static MapType of(int number) {
        return number > 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : UNSPEC;
    }

    /**
     * Whether a value is kept for each CPU. The kernel then copies a value as one copy per possible CPU, each rounded up to 8 bytes.
     *
     * @return true for the per-CPU forms of hash and array
     */
    public boolean perCpu() {
        return this == PERCPU_HASH || this == PERCPU_ARRAY || this == LRU_PERCPU_HASH || this == PERCPU_CGROUP_STORAGE;
    }

    /**
     * Whether keys are indexes from 0 to the map's maximum that are always there.
     *
     * @return true for arrays of values
     */
    public boolean array() {
        return this == ARRAY || this == PERCPU_ARRAY;
    }

    /**
     * Whether it is a hash table of values, whose keys the kernel keeps in buckets.
     *
     * @return true for hash and LRU, and their per-CPU forms
     */
    public boolean hash() {
        return this == HASH || this == LRU_HASH || this == PERCPU_HASH || this == LRU_PERCPU_HASH;
    }

    /**
     * Whether its values are maps.
     *
     * @return true for arrays and hash tables of maps
     */
    public boolean ofMaps() {
        return this == ARRAY_OF_MAPS || this == HASH_OF_MAPS;
    }

    /**
     * Whether keys and values are numbers of the kernel's own, 4 bytes each, whatever is declared.
     *
     * @return true for arrays of programs, perf events, cgroups and maps
     */
    public boolean ofDescriptors() {
        return this == PROG_ARRAY || this == PERF_EVENT_ARRAY || this == CGROUP_ARRAY || this == ARRAY_OF_MAPS;
    }

    /**
     * Whether the kernel takes BTF types for its keys and values. It refuses to create the others with types.
     *
     * @return false for maps whose contents the kernel gives meaning to itself
     */
    public boolean typed() {
        return switch (this) {
            case PERF_EVENT_ARRAY,
                    CGROUP_ARRAY,
                    STACK_TRACE,
                    ARRAY_OF_MAPS,
                    HASH_OF_MAPS,
                    DEVMAP,
                    DEVMAP_HASH,
                    CPUMAP,
                    XSKMAP,
                    SOCKMAP,
                    SOCKHASH,
                    QUEUE,
                    STACK,
                    RINGBUF,
                    USER_RINGBUF,
                    ARENA -> false;
            default -> true;
        };
    }

    /**
     * Whether a map belongs to something else that it is stored with.
     *
     * @return true for storage of sockets, inodes, tasks and cgroups, which must have BTF types and {@code BPF_F_NO_PREALLOC}
     */
    public boolean storage() {
        return this == SK_STORAGE || this == INODE_STORAGE || this == TASK_STORAGE || this == CGRP_STORAGE;
    }

    /** The name as the field writes it, such as {@code percpu_hash}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
