// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.ebpf4j.BpfObject;
import org.ebpf4j.decoders.Decoders;
import org.ebpf4j.testkit.SimulatedKernel;
import org.jspecify.annotations.Nullable;

/**
 * This library as part of an application that is deployed into a server: it has a class loader of its own, and Micrometer and jnr-ffi are the
 * server's. (jffi, below jnr-ffi, holds the class loader that it is in for ever.)
 */
final class Redeployment implements AutoCloseable {
    private static final String OURS = "org.ebpf4j.";
    private static final int ATTEMPTS = 300;

    /** What an application does when it starts; made inside its class loader. */
    interface Application extends Function<MeterRegistry, AutoCloseable> {}

    private final WeakReference<ClassLoader> loader;
    private @Nullable AutoCloseable metrics;

    private Redeployment(ClassLoader loader, AutoCloseable metrics) {
        this.loader = new WeakReference<>(loader);
        this.metrics = metrics;
    }

    /** Starts an application, whose class is loaded anew. */
    @SuppressWarnings("unchecked")
    static Redeployment of(Class<? extends Application> application, MeterRegistry server) throws Exception {
        ClassLoader loader = new Loader();
        Class<?> anew = loader.loadClass(application.getName());
        if (anew == application) {
            throw new AssertionError(anew + " was not loaded anew");
        }
        var constructor = anew.getDeclaredConstructor();
        constructor.setAccessible(true);
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(loader); // As servers do.
        try {
            var start = (Function<MeterRegistry, AutoCloseable>) constructor.newInstance();
            return new Redeployment(loader, start.apply(server));
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Override
    public void close() {
        AutoCloseable closing = metrics;
        metrics = null;
        if (closing != null) {
            try {
                closing.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Whether nothing holds the classes of an application that was closed. */
    boolean isForgotten() throws InterruptedException {
        for (int i = 0; i < ATTEMPTS && loader.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }
        return loader.get() == null;
    }

    private static final class Loader extends URLClassLoader {
        Loader() {
            super(places(), Redeployment.class.getClassLoader());
        }

        private static URL[] places() {
            Stream<URL> classes = Stream.of(
                            BpfObject.class,
                            Decoders.class,
                            EbpfMetrics.class,
                            SimulatedKernel.class,
                            Redeployment.class)
                    .map(type -> type.getProtectionDomain().getCodeSource().getLocation());
            return classes.map(Objects::requireNonNull).distinct().toArray(URL[]::new);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(OURS)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : findClass(name);
            }
        }

        @Override
        public @Nullable URL getResource(String name) {
            URL own = findResource(name);
            return own != null ? own : super.getResource(name);
        }
    }
}
