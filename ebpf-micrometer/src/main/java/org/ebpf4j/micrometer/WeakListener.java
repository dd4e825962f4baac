// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A listener for whoever keeps listeners for ever. It forgets the one behind it as soon as nobody else holds that, and no class of it is ours: a
 * registry of the server's that outlives an application would hold all classes of the application by it.
 */
final class WeakListener {
    private static final MethodType LISTENER = MethodType.methodType(void.class, Object.class);

    private WeakListener() {}

    /**
     * Makes one.
     *
     * @param behind what is told, as long as the caller holds it
     * @param keeper a class of who keeps the listener
     */
    @SuppressWarnings("unchecked")
    static <T> Consumer<T> of(Consumer<T> behind, Class<?> keeper) {
        MethodHandle tell = telling(new WeakReference<>(behind));
        // The class of the proxy is made in the class loader of the thread, which in a server is that of the
        // application.
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(keeper.getClassLoader());
        try {
            return MethodHandleProxies.asInterfaceInstance(Consumer.class, tell);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static MethodHandle telling(WeakReference<? extends Consumer<?>> reference) {
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        try {
            MethodHandle get = lookup.findVirtual(Reference.class, "get", MethodType.methodType(Object.class))
                    .bindTo(reference)
                    .asType(MethodType.methodType(Consumer.class));
            MethodHandle accept = lookup.findVirtual(Consumer.class, "accept", LISTENER);
            MethodHandle there = lookup.findStatic(
                            Objects.class, "nonNull", MethodType.methodType(boolean.class, Object.class))
                    .asType(MethodType.methodType(boolean.class, Consumer.class));
            MethodHandle ifThere = MethodHandles.guardWithTest(
                    MethodHandles.dropArguments(there, 1, Object.class), accept, MethodHandles.empty(accept.type()));
            return MethodHandles.foldArguments(ifThere, get);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the JDK lacks a method that it has", e);
        }
    }
}
