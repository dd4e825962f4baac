// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.ebpf4j.attach.ProcessMapping;
import org.ebpf4j.kernel.Kernel;
import org.jspecify.annotations.Nullable;

/** The code of this process: what it compiled itself, and the files that it has mapped. */
final class OwnCode {
    /** Libraries are loaded seldom; what is compiled changes all the time, but is told only when somebody asks for it. */
    private static final Duration APART = Duration.ofSeconds(10);

    private static final Duration AGE = Duration.ofMinutes(1);

    private final Kernel kernel;
    private final String perfMapPath;
    private final RereadLimit limit;
    private final Map<String, NativeFunctions> files = new HashMap<>();
    private List<ProcessMapping> mappings = List.of();
    private @Nullable PerfMap perfMap;

    OwnCode(Kernel kernel, long pid, LongSupplier nanoTime) {
        this.kernel = kernel;
        this.perfMapPath = "/tmp/perf-" + pid + ".map";
        this.limit = new RereadLimit(nanoTime);
    }

    /** The function that the address is in, else the file in brackets; null where there is neither. */
    @Nullable
    String around(long address) {
        if (limit.mayRead(AGE)) {
            read();
        }
        String name = find(address);
        if (name == null && limit.mayRead(APART)) {
            read();
            name = find(address);
        }
        return name;
    }

    private void read() {
        perfMap = PerfMap.read(kernel, perfMapPath);
        mappings = ProcessMapping.of(kernel, 0);
    }

    private @Nullable String find(long address) {
        String compiled = perfMap == null ? null : perfMap.around(address);
        if (compiled != null) {
            return compiled;
        }
        for (ProcessMapping mapping : mappings) {
            if (mapping.executable()
                    && Long.compareUnsigned(mapping.start(), address) <= 0
                    && Long.compareUnsigned(address, mapping.end()) < 0) {
                String function = files.computeIfAbsent(mapping.path(), path -> NativeFunctions.read(Path.of(path)))
                        .around(address - mapping.start() + mapping.offset());
                return function != null
                        ? function
                        : "[" + mapping.path().substring(mapping.path().lastIndexOf('/') + 1) + "]";
            }
        }
        return null;
    }
}
