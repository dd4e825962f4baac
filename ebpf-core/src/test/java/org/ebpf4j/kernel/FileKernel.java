// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Map;

/** A kernel that has only files. */
final class FileKernel {
    private FileKernel() {}

    static Kernel of(Map<String, String> files) {
        return (Kernel) Proxy.newProxyInstance(
                FileKernel.class.getClassLoader(), new Class<?>[] {Kernel.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("openFile")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    String path = (String) arguments[0];
                    String text = files.get(path);
                    if (text == null) {
                        throw new NoSuchFileException(path);
                    }
                    return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
                });
    }
}
