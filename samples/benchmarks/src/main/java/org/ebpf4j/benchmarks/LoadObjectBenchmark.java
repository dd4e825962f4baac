// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.ebpf4j.BpfObject;
import org.ebpf4j.ObjectLoader;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.linux.LinuxKernel;
import org.ebpf4j.spec.ObjectSpec;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * An object of thirty programs from its file into the kernel and out again: read, fitted to the kernel's types, which each side reads anew,
 * verified and let go.
 */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // open() comes first
public class LoadObjectBenchmark extends PairedBenchmark {
    private static final String OBJECT = "many.bpf.o";
    private static final int PROGRAMS = 30;

    private Path file;

    /** Makes an instance, as JMH does. */
    public LoadObjectBenchmark() {}

    @Override
    Turns open() throws IOException {
        file = Files.createTempFile("many", ".bpf.o");
        try (InputStream in = Objects.requireNonNull(LoadObjectBenchmark.class.getResourceAsStream(OBJECT), OBJECT)) {
            Files.write(file, in.readAllBytes());
        }
        Twin twin = TwinLibrary.load();
        Kernel kernel = LinuxKernel.open();
        return new Turns(() -> load(kernel), () -> twin.twin_load_object(file.toString()), PROGRAMS);
    }

    private long load(Kernel kernel) {
        try (BpfObject object = new ObjectLoader(kernel).load(ObjectSpec.read(file))) {
            return object.programs().size();
        }
    }

    @Override
    void close() throws IOException {
        Files.delete(file);
    }
}
