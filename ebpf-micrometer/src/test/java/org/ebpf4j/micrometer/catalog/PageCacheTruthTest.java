// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.ebpf4j.ObjectLoader;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.ebpf4j.micrometer.ProgramStatus;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that nobody else reads, read page by page by this process. */
@KernelTest(needs = {Need.BPF, Need.BTF, Need.TRACING, Need.LOOP_DEVICE})
class PageCacheTruthTest {
    private static final int PAGES = 2000;
    private static final int PAGE = 4096;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private double count(EbpfMetrics metrics, String name) {
        metrics.refresh();
        return registry.get(name).functionCounter().count();
    }

    /** Reads each page once, never one behind its neighbour: the kernel may keep the two as one, and is then asked for one. */
    private static int read(FileChannel device) throws IOException {
        ByteBuffer page = ByteBuffer.allocateDirect(PAGE);
        int read = 0;
        while (read < PAGES && device.read(page.clear(), read * 1009 % PAGES * (long) PAGE) == PAGE) {
            read++;
        }
        return read;
    }

    @Test
    void everyPageThatIsReadIsAskedForAndBroughtOnce(Kernel kernel, @TempDir Path directory) throws Exception {
        boolean hasFolios = new ObjectLoader(kernel).kernelTypes().find("folio_mark_accessed", BtfKind.FUNC) != 0;
        try (LoopDisk disk = LoopDisk.create(directory, PAGES);
                EbpfMetrics metrics = EbpfMetrics.builder()
                        .kernel(kernel)
                        .add(PageCacheMetrics.of(Scope.thisProcess()))
                        .build()) {
            metrics.bindTo(registry);
            ProgramStatus status = metrics.status().get(0);
            if (!hasFolios) {
                assertEquals(ProgramStatus.State.ABSENT, status.state());
                assertTrue(status.reason().contains("folio_mark_accessed"), status.toString());
                return;
            }
            if (status.cause() == ProgramStatus.Cause.PERMISSION) {
                // Some kernels are told to let nobody trace their functions, root included.
                assertTrue(status.reason().contains("folio_mark_accessed"), status.toString());
                return;
            }
            assertEquals(ProgramStatus.State.UP, status.state(), status.toString());
            // Open for both readings: a disk that nobody has open is forgotten.
            try (FileChannel device = FileChannel.open(Path.of("/dev", disk.name()))) {
                double accesses = count(metrics, "ebpf.pagecache.accesses");
                double additions = count(metrics, "ebpf.pagecache.additions");
                assertEquals(PAGES, read(device));
                double accessed = count(metrics, "ebpf.pagecache.accesses") - accesses;
                double added = count(metrics, "ebpf.pagecache.additions") - additions;
                // What else this process reads meanwhile is little; several pages may come as one.
                assertTrue(accessed >= PAGES && accessed < PAGES * 1.1, accessed + " accesses to " + PAGES + " pages");
                assertTrue(added > 0 && added < PAGES * 1.1, added + " additions of " + PAGES + " pages");
                assertEquals(PAGES, read(device));
                double again = count(metrics, "ebpf.pagecache.additions") - additions - added;
                assertTrue(again < PAGES * 0.1, again + " additions of what was there");
            }
        }
    }
}
