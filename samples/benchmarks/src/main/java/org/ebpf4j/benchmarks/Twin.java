// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

/** The functions of {@code twin.c}; one call is one block of work. Public because generated code implements it. */
public interface Twin {
    /** Prepares reading a map; 0 where there is no memory. */
    long twin_open(int fd, int keySize, int valueSize, int entries, int batch);

    /** Reads the map in batches; entries, or a negated errno. */
    long twin_read_batches(long twin);

    /** Reads the map key by key; entries, or a negated errno. */
    long twin_read_keys(long twin);

    /** The memory that {@link #twin_open} took, in bytes. */
    long twin_bytes(long twin);

    /** Sums up the values read last. */
    long twin_sum(long twin);

    /** Maps an array of 64-bit numbers; its address, 0 where it can't. */
    long twin_map(int fd, int entries);

    /** Sums up a mapped array. */
    long twin_sum_mapped(long memory, int entries);

    /** Takes {@link #twin_map} back. */
    void twin_unmap(long memory, int entries);

    /** Looks up keys from 0 on; the sum of their values. */
    long twin_lookup(int fd, int entries);

    /** Writes keys from 0 on; how many, or a negated errno. */
    long twin_update(int fd, int entries);

    /** Gives the memory back. */
    void twin_close(long twin);

    /** Opens an object, loads it and lets it go again; programs, or a negated errno. */
    long twin_load_object(String path);

    /** Reads the kernel's types and finds a typedef; its id, or a negated errno. */
    long twin_find_kernel_type(String name);

    /** Maps a ring buffer; 0 where that can't be. */
    long twin_ring_open(int fd);

    /** Takes all records of a ring buffer; how many, or a negated errno. */
    long twin_ring_consume(long ring);

    /** The sum of the first 8 bytes of all records that were taken. */
    long twin_ring_sum(long ring);

    /** Unmaps it. */
    void twin_ring_close(long ring);

    /** Opens and maps the buffers of a perf event array; 0 where that can't be. */
    long twin_perf_open(int fd, int pages);

    /** Takes all samples; how many, or a negated errno. */
    long twin_perf_consume(long samples);

    /** The sum of the first 8 bytes of all samples that were taken. */
    long twin_perf_sum(long samples);

    /** Closes the buffers. */
    void twin_perf_close(long samples);

    /** Makes so many keys of 16 bytes, as {@link org.ebpf4j.micrometer.DecodedKeys} does, and a table of them; 0 where there is no memory. */
    long twin_keys_open(int count);

    /** Writes the four labels of all keys; their characters. */
    long twin_keys_decode(long keys);

    /** Finds all keys in the table and adds to their counts; how many it found. */
    long twin_keys_find(long keys);

    /** Gives the memory back. */
    void twin_keys_close(long keys);

    /** Reads kernel symbols from a file and sorts them; how many, or a negated errno. */
    long twin_parse_symbols(String path);

    /** Reads the tables of TCP sockets; how many connections wait to be accepted on a port, or a negated errno. */
    long twin_waiting(int port);

    /** Calls getpid; how many times. */
    long twin_getpid(int times);

    /** Lets two threads on one CPU wake each other, there and back; how many times, or a negated errno. */
    long twin_ping_pong(int times);

    /** Sends requests and responses of a byte over a TCP connection to this machine; how many times, or a negated errno. */
    long twin_tcp(int times);

    /** Writes 4 KiB into a file past the page cache; how many times, or a negated errno. */
    long twin_direct_io(String path, int times);
}
