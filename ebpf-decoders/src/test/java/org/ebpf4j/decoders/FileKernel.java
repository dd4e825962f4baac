// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.io.ByteArrayInputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.jspecify.annotations.Nullable;

/** A kernel that has only files and network interfaces, and counts how often files are opened. */
final class FileKernel implements InvocationHandler {
    final Map<String, String> files = new HashMap<>();
    final Map<String, Integer> interfaces = new HashMap<>();
    int opened;

    Kernel kernel() {
        return (Kernel) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Kernel.class}, this);
    }

    @Override
    public Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws NoSuchFileException {
        if (method.getName().equals("interfaceIndex") && arguments != null) {
            return interfaces.getOrDefault((String) arguments[0], -Errno.ENODEV.number());
        }
        if (!method.getName().equals("openFile") || arguments == null) {
            throw new UnsupportedOperationException(method.getName());
        }
        opened++;
        String path = (String) arguments[0];
        String text = files.get(path);
        if (text == null) {
            throw new NoSuchFileException(path);
        }
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
