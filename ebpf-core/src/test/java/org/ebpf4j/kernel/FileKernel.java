// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Map;

/** A kernel that has only files, and refuses to load anything. */
final class FileKernel {
    private FileKernel() {}

    static Kernel of(Map<String, String> files) {
        return (Kernel) Proxy.newProxyInstance(
                FileKernel.class.getClassLoader(), new Class<?>[] {Kernel.class}, (proxy, method, arguments) -> {
                    return switch (method.getName()) {
                        case "openFile" -> open(files, (String) arguments[0]);
                        case "allocate" -> new Memory(ByteBuffer.allocateDirect((int) arguments[0]), 0);
                        case "programLoad" -> -Errno.EPERM.number();
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
    }

    private static InputStream open(Map<String, String> files, String path) throws NoSuchFileException {
        String text = files.get(path);
        if (text == null) {
            throw new NoSuchFileException(path);
        }
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
