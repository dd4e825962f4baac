// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class WithoutPrometheusTest {
    /** Loads our classes anew and has no class of Prometheus or OTLP, as in a service that uses another registry. */
    private static final class Hiding extends ClassLoader {
        private static final List<String> HIDDEN = List.of(
                "io.prometheus.", "io.micrometer.prometheus", "io.opentelemetry.", "io.micrometer.registry.otlp.");

        Hiding() {
            super(WithoutPrometheusTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (HIDDEN.stream().anyMatch(name::startsWith)) {
                throw new ClassNotFoundException(name + " is hidden");
            }
            if (!name.startsWith("org.ebpf4j.micrometer.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    /** Runs inside {@link Hiding}. */
    static final class Service implements Callable<String> {
        @Override
        public String call() {
            io.micrometer.core.instrument.simple.SimpleMeterRegistry registry =
                    new io.micrometer.core.instrument.simple.SimpleMeterRegistry();
            BoundSource source = Fixtures.source(
                    "things", new FakeMap().put(1, 10), Fixtures.counter("ebpf.things"), Fixtures.noLabels());
            EbpfMetrics.Builder builder = EbpfMetrics.builder().kernel(Absent.KERNEL);
            try (EbpfMetrics metrics = builder.build(List.of(source), Exporters.available())) {
                metrics.bindTo(registry);
                return registry.get("ebpf.things").functionCounter().count() + " by "
                        + Exporters.available().size();
            }
        }
    }

    /** A kernel that nobody calls. */
    private static final class Absent {
        static final org.ebpf4j.kernel.Kernel KERNEL =
                (org.ebpf4j.kernel.Kernel) java.lang.reflect.Proxy.newProxyInstance(
                        org.ebpf4j.kernel.Kernel.class.getClassLoader(),
                        new Class<?>[] {org.ebpf4j.kernel.Kernel.class},
                        (proxy, method, arguments) -> {
                            throw new AssertionError(method.getName());
                        });
    }

    @Test
    void otherRegistriesWorkWhereTheHostHasNeitherPrometheusNorOtlp() throws Exception {
        Hiding hiding = new Hiding();
        assertThrows(
                ClassNotFoundException.class,
                () -> hiding.loadClass("io.micrometer.prometheusmetrics.PrometheusMeterRegistry"));
        Class<?> service = hiding.loadClass(Service.class.getName());
        assertNotSame(Service.class, service);
        var constructor = service.getDeclaredConstructor();
        constructor.setAccessible(true);
        assertEquals("10.0 by 1", ((Callable<?>) constructor.newInstance()).call());
    }
}
