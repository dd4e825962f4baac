// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.NoSuchFileException;
import org.ebpf4j.kernel.Kernel;

/** The same kernel, but its perf events have no probes, as before 4.17. */
final class WithoutProbeUnits {
    private WithoutProbeUnits() {}

    static Kernel of(Kernel kernel) {
        return (Kernel) Proxy.newProxyInstance(
                WithoutProbeUnits.class.getClassLoader(), new Class<?>[] {Kernel.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("openFile")
                            && ((String) arguments[0]).startsWith("/sys/bus/event_source/")) {
                        throw new NoSuchFileException((String) arguments[0]);
                    }
                    try {
                        return method.invoke(kernel, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
