// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.ProgramLoad;

/** The same kernel, but to a program that tries for attach cookies it answers as those before 5.15. */
final class WithoutCookies {
    private static final long CALL_COOKIE = 0x85L | 174L << 32;
    private static final long CALL_NOTHING = 0x85L | 99_999L << 32;

    private WithoutCookies() {}

    static Kernel of(Kernel kernel) {
        return (Kernel) Proxy.newProxyInstance(
                WithoutCookies.class.getClassLoader(), new Class<?>[] {Kernel.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("programLoad") && arguments[0] instanceof ProgramLoad load) {
                        ByteBuffer code = load.instructions().duplicate().order(ByteOrder.LITTLE_ENDIAN);
                        if (code.limit() == 2 * Long.BYTES && code.getLong(0) == CALL_COOKIE) {
                            load.instructions()
                                    .duplicate()
                                    .order(ByteOrder.LITTLE_ENDIAN)
                                    .putLong(0, CALL_NOTHING);
                        }
                    }
                    try {
                        return method.invoke(kernel, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
