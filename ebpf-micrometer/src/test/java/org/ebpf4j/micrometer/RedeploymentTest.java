// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.ebpf4j.micrometer.Fixtures.lines;
import static org.ebpf4j.micrometer.Fixtures.prometheus;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import org.ebpf4j.testkit.CStruct;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server whose registry outlives the applications in it. */
class RedeploymentTest {
    private static final String SEEN = """
            # HELP shop_seen_total Seen
            # TYPE shop_seen_total counter
            shop_seen_total 5.0
            """;

    private final PrometheusMeterRegistry prometheus = prometheus();
    private final SimpleMeterRegistry simple = new SimpleMeterRegistry();
    private final CompositeMeterRegistry server =
            new CompositeMeterRegistry().add(prometheus).add(simple);

    /** An application without a kernel. */
    static final class Shop implements Redeployment.Application {
        @Override
        public AutoCloseable apply(MeterRegistry registry) {
            SimulatedKernel kernel = new SimulatedKernel();
            EbpfMetrics metrics = EbpfMetrics.builder()
                    .kernel(kernel)
                    .add(ObjectMetrics.of(Shop.class, "meters.bpf.o")
                            .counter("total", c -> c.name("shop.seen").description("Seen")))
                    .build();
            metrics.bindTo(registry);
            kernel.map("total")
                    .put(CStruct.of().u32(0).bytes(), CStruct.of().u64(5).bytes());
            metrics.refresh();
            return metrics;
        }
    }

    /** An application that loads its program into the real one. */
    static final class RealShop implements Redeployment.Application {
        @Override
        public AutoCloseable apply(MeterRegistry registry) {
            EbpfMetrics metrics = EbpfMetrics.builder()
                    .add(ObjectMetrics.of(Shop.class, "meters.bpf.o")
                            .counter("total", c -> c.name("shop.seen").description("Seen")))
                    .build();
            metrics.bindTo(registry);
            if (metrics.status().get(0).state() != ProgramStatus.State.UP) {
                throw new AssertionError(metrics.status());
            }
            return metrics;
        }
    }

    @Test
    void anApplicationThatIsDeployedAgainIsSeenOnceAndTheOneBeforeIsForgotten() throws Exception {
        for (int i = 0; i < 3; i++) {
            Redeployment application = Redeployment.of(Shop.class, server);
            assertEquals(SEEN, lines(prometheus.scrape(), "shop_seen"));
            assertEquals(5, simple.get("shop.seen").functionCounter().count());
            application.close();
            assertEquals("", lines(prometheus.scrape(), "shop_seen"));
            assertEquals(List.of(), simple.getMeters());
            assertTrue(application.isForgotten(), "something holds the classes of the application");
        }
    }

    @Test
    void twoApplicationsAtOnceAreSeenOnce() throws Exception {
        Redeployment first = Redeployment.of(Shop.class, server);
        Redeployment second = Redeployment.of(Shop.class, server);
        assertEquals(SEEN, lines(prometheus.scrape(), "shop_seen"));
        assertEquals(1, simple.find("shop.seen").meters().size());
        second.close();
        assertEquals(SEEN, lines(prometheus.scrape(), "shop_seen"));
        assertEquals(5, simple.get("shop.seen").functionCounter().count());
        assertTrue(second.isForgotten(), "something holds the classes of the second application");
        first.close();
        assertEquals(List.of(), simple.getMeters());
    }

    @Test
    @Tag("host") // What holds classes is not the kernel.
    @KernelTest
    void theRealKernelIsLeftByAnApplicationThatIsForgotten() throws Exception {
        for (int i = 0; i < 2; i++) {
            Redeployment application = Redeployment.of(RealShop.class, server);
            assertEquals("shop_seen_total 0.0\n", lines(prometheus.scrape(), "shop_seen_total 0"));
            application.close();
            assertTrue(application.isForgotten(), "something holds the classes of the application");
        }
    }
}
