// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.ProgramLoad;
import org.ebpf4j.kernel.TestRunCall;

/** Runs the programs of {@code events.bpf.c} that a binder loaded, so that they send exactly the records that a test asks for. */
final class Sender {
    /** REQUEST of the source. */
    private static final long REQUEST = 0x65626634;

    private static final int MOST = 1024;

    /** {@code BPF_F_TEST_RUN_ON_CPU}. */
    private static final int ON_CPU = 1;

    private final Kernel kernel;
    private final Map<String, Integer> programs = new ConcurrentHashMap<>();

    Sender(Kernel kernel) {
        this.kernel = kernel;
    }

    /** The kernel for the binder: it remembers which program got which descriptor. */
    Kernel kernel() {
        return (Kernel) Proxy.newProxyInstance(
                Kernel.class.getClassLoader(), new Class<?>[] {Kernel.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(kernel, arguments);
                        if (method.getName().equals("programLoad") && (int) result > 0) {
                            programs.put(((ProgramLoad) arguments[0]).name(), (Integer) result);
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /**
     * Lets a program try to send so many records; it has done so when this returns. All runs are on CPU 0, for the kernel tells what
     * the perf buffer of a CPU lost with the next record of that CPU.
     */
    void run(String program, int count, int family, int latency) {
        int fd = Objects.requireNonNull(programs.get(program), program);
        for (int left = count; left > 0; left -= MOST) {
            long packed = (long) Math.min(left, MOST) << 48 | (long) family << 32 | latency;
            ByteBuffer context = ByteBuffer.allocate(2 * Long.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .putLong(packed)
                    .putLong(REQUEST)
                    .flip();
            TestRunCall call = new TestRunCall(kernel, ByteBuffer.allocate(0), 0, context, 0, 0, ON_CPU, 0, 0);
            int result = kernel.programTestRun(fd, call);
            if (result < 0 || call.returned() != 1) {
                throw new AssertionError(program + " answered " + result + ", " + call.returned());
            }
        }
    }
}
