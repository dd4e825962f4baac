// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ebpf4j.kernel.Kallsyms;
import org.ebpf4j.kernel.Kernel;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The symbols of a kernel that has many, read and sorted. The text comes from a file, so that the kernel's own work is not in it. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // open() comes first
public class KernelSymbolsBenchmark extends PairedBenchmark {
    private static final int SYMBOLS = 150_000;
    private static final int TABLES = 8;
    private static final long MOST_BYTES = 4L << 20;

    private Path file;

    /** Makes an instance, as JMH does. */
    public KernelSymbolsBenchmark() {}

    @Override
    Turns open() throws IOException {
        file = Files.createTempFile("kallsyms", ".txt");
        write();
        Kernel kernel = (Kernel) Proxy.newProxyInstance(
                Kernel.class.getClassLoader(), new Class<?>[] {Kernel.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("openFile")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    return Files.newInputStream(file);
                });
        long held = held(kernel);
        if (held > MOST_BYTES) {
            throw new IllegalStateException(SYMBOLS + " symbols are held in " + held + " bytes");
        }
        Twin twin = TwinLibrary.load();
        return new Turns(() -> Kallsyms.read(kernel).size(), () -> twin.twin_parse_symbols(file.toString()), SYMBOLS);
    }

    /** The symbols of this kernel; where they are fewer, once more as those of a module. */
    private void write() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/kallsyms"));
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < SYMBOLS; i++) {
                String line = lines.get(i % lines.size());
                boolean again = i >= lines.size();
                out.write(
                        again ? "ffffffffd" + line.substring(9).replaceFirst("\t.*", "") + "\t[again]\n" : line + "\n");
            }
        }
    }

    /** Bytes of the heap that one table keeps. */
    private static long held(Kernel kernel) {
        Kallsyms[] tables = new Kallsyms[TABLES];
        long before = used();
        for (int i = 0; i < TABLES; i++) {
            tables[i] = Kallsyms.read(kernel);
        }
        long held = (used() - before) / TABLES;
        return tables[TABLES - 1].size() == SYMBOLS ? held : Long.MAX_VALUE;
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Override
    void close() throws IOException {
        Files.delete(file);
    }
}
