// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Names of system calls by number, those of {@code arch/x86/entry/syscalls/syscall_64.tbl} and of {@code include/uapi/asm-generic/unistd.h}.
 */
enum SyscallTable {
    X86_64(1),
    AARCH64(2);

    private static final String RESOURCE = "syscalls";

    private final int column;

    SyscallTable(int column) {
        this.column = column;
    }

    /** That of an architecture as {@code os.arch} names it. */
    static SyscallTable of(String architecture) {
        return architecture.equals("aarch64") ? AARCH64 : X86_64;
    }

    /** Strictly, with the names that ebpf_exporter has. */
    NumberNameDecoder decoder(boolean strict) {
        return new NumberNameDecoder(
                "syscall", strict ? ExporterSyscalls.of(this) : read(), new Unknowns("unknown_syscall:"));
    }

    Map<Long, String> read() {
        Map<Long, String> names = new HashMap<>();
        try (InputStream in = SyscallTable.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException("the resource " + RESOURCE + " is missing from ebpf-decoders");
            }
            for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n", -1)) {
                String[] columns = line.split(" ", -1);
                if (!line.startsWith("#") && columns.length == 3 && !columns[column].equals("-")) {
                    names.put(Long.valueOf(columns[column]), columns[0]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }
}
