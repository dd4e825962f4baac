// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.micrometer.catalog.ListenerMetrics;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;

/** Iterators of an object, which run whenever its maps are about to be read. */
@KernelTest(needs = {Need.BPF, Need.BTF, Need.TRACING})
class WalkKernelTest {
    private static final Duration LEAST = Duration.ofMillis(30);

    /** The real kernel, which takes a while over each walk. */
    private static Kernel walkingSlowly(Kernel real) {
        return (Kernel) Proxy.newProxyInstance(
                WalkKernelTest.class.getClassLoader(), new Class<?>[] {Kernel.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("iteratorCreate")) {
                        long begun = System.nanoTime();
                        while (System.nanoTime() - begun < LEAST.toNanos()) {
                            Thread.sleep(1);
                        }
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void theTimeThatReadingAMapTakesIsThatOfTheWalkToo(Kernel kernel) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (EbpfMetrics metrics = EbpfMetrics.builder()
                .kernel(walkingSlowly(kernel))
                .add(ListenerMetrics.thisNetwork())
                .build()) {
            metrics.bindTo(registry);
            assertEquals(List.of(ProgramStatus.up("listeners")), metrics.status());
            for (String map : List.of("accept_queues", "accept_drops")) {
                double seconds = registry.get("ebpf.collect.duration")
                        .tag("map", map)
                        .gauge()
                        .value();
                assertTrue(seconds >= LEAST.toNanos() * 1e-9, map + ": " + seconds);
            }
        }
    }
}
