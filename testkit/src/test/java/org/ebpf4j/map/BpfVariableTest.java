// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ebpf4j.BpfObject;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.OwnProcess;
import org.ebpf4j.SystemCallsOfOurs;
import org.ebpf4j.TestObjects;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.Call;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.Test;

/** Global variables, shared with programs that run. */
@KernelTest
class BpfVariableTest {
    private static final int CALLS = 10_000;

    private static ObjectSpec spec(Kernel kernel) {
        ObjectSpec spec = TestObjects.read("globals.bpf.o");
        spec.variable("target_tgid").set(OwnProcess.id(kernel));
        spec.variable("target_syscall").set(SystemCallsOfOurs.GETPGID);
        return spec;
    }

    @Test
    void showsWhatProgramsWriteAndTheyWhatWeWrite(Kernel kernel) {
        try (BpfObject object = BpfObject.load(spec(kernel), kernel)) {
            object.attach();
            BpfVariable calls = object.variable("calls");
            assertEquals(0, calls.getLong());
            SystemCallsOfOurs.getpgid(5);
            assertEquals(5, calls.getLong());
            calls.setLong(100);
            SystemCallsOfOurs.getpgid(5);
            assertEquals(105, calls.getLong());
            // -5 + window.from + (label begins with g) + (narrow is 7), as the source adds them up
            assertEquals(-5 + 3 + 1 + 1, object.variable("seen_negative").getLong());
            object.variable("narrow").setLong(8);
            SystemCallsOfOurs.getpgid(1);
            assertEquals(-5 + 3 + 1, object.variable("seen_negative").getLong());
        }
    }

    @Test
    void whatBothAddAtOnceIsNotLost(Kernel kernel) throws Exception {
        try (BpfObject object = BpfObject.load(spec(kernel), kernel)) {
            object.attach();
            BpfVariable initialised = object.variable("initialised");
            Thread other = new Thread(() -> SystemCallsOfOurs.getpgid(CALLS));
            other.start();
            for (int i = 0; i < CALLS; i++) {
                initialised.getAndAdd(1);
            }
            other.join();
            assertEquals(1000 + 2L * CALLS, initialised.getLong());
        }
    }

    record Range(int from, int to) {}

    @Test
    void constantsAreReadAndNotWritten(Kernel kernel) {
        try (BpfObject object = BpfObject.load(spec(kernel), kernel)) {
            assertEquals(-5, object.variable("negative").getLong());
            assertEquals(65_535, object.variable("limit").getLong());
            assertEquals(1, object.variable("enabled").getLong());
            assertEquals("globals", object.variable("label").get(String.class));
            assertEquals(new Range(3, 9), object.variable("window").get(Range.class));
            UnsupportedException e = assertThrows(
                    UnsupportedException.class, () -> object.variable("limit").setLong(1));
            assertTrue(e.getMessage().endsWith("it is a constant; set it before the object is loaded"), e.getMessage());
            assertThrows(
                    IllegalArgumentException.class,
                    () -> object.variable("label").getLong());
            assertThrows(
                    IllegalArgumentException.class,
                    () -> object.variable("window").get(Long.class).intValue());
            assertThrows(NotFoundException.class, () -> object.variable("nowhere"));
        }
    }

    @Test
    void variablesOfAFrozenSectionAreReadAndNotWritten(Kernel kernel) {
        try (BpfObject object = BpfObject.load(spec(kernel), kernel)) {
            BpfVariable initialised = object.variable("initialised");
            object.map(".data").freeze();
            assertEquals(1000, initialised.getLong());
            assertThrows(UnsupportedException.class, () -> initialised.setLong(1));
            assertThrows(UnsupportedException.class, () -> initialised.getAndAdd(1));
            assertEquals(1000, initialised.getLong());
        }
    }

    @Test
    void isNoMoreOnceTheObjectIsClosed(Kernel kernel) {
        BpfVariable calls;
        BpfVariable narrow;
        try (BpfObject object = BpfObject.load(spec(kernel), kernel)) {
            calls = object.variable("calls");
            narrow = object.variable("narrow");
            calls.getLong();
        }
        assertThrows(IllegalStateException.class, calls::getLong);
        assertThrows(IllegalStateException.class, () -> calls.setLong(1));
        assertThrows(IllegalStateException.class, () -> calls.getAndAdd(1));
        assertThrows(IllegalStateException.class, narrow::getLong);
    }

    @Test
    void closingWhileOthersReadIsAnExceptionForThem(Kernel kernel) throws Exception {
        for (int round = 0; round < 50; round++) {
            BpfObject object = BpfObject.load(spec(kernel), kernel);
            BpfVariable calls = object.variable("calls");
            Thread reader = new Thread(() -> {
                for (long sum = 0; sum >= 0; ) {
                    sum += calls.getLong();
                }
            });
            List<Throwable> thrown = new CopyOnWriteArrayList<>();
            reader.setUncaughtExceptionHandler((thread, e) -> thrown.add(e));
            reader.start();
            while (calls.getAndAdd(1) < 1000) {
                Thread.onSpinWait();
            }
            object.close();
            reader.join(10_000);
            assertEquals(1, thrown.size());
            assertEquals("map .bss is closed", thrown.get(0).getMessage());
        }
    }

    /** What kernels before 5.5 answer is simulated: they know neither described sections nor maps whose memory can be mapped. */
    @Test
    void anOldKernelsSectionsAreReadByCalls() {
        SimulatedKernel kernel = new SimulatedKernel();
        // That of the constants, which is made first, with types and without.
        kernel.failNext(Call.MAP_CREATE, Errno.EINVAL);
        kernel.failNext(Call.MAP_CREATE, Errno.EINVAL);
        try (BpfObject object = BpfObject.load(TestObjects.read("globals.bpf.o"), kernel)) {
            assertEquals(-5, object.variable("negative").getLong());
            assertEquals("globals", object.variable("label").get(String.class));
            assertThrows(
                    UnsupportedException.class,
                    () -> object.variable("negative").setLong(1));
            assertEquals(1, object.map(".rodata").size());
        }
        assertEquals(List.of(), kernel.openDescriptors());
        assertEquals(List.of(), kernel.openMappings());
    }

    @Test
    void aSectionThatCantBeMappedIsReadByACall() {
        SimulatedKernel kernel = new SimulatedKernel();
        ObjectSpec spec = TestObjects.read("globals.bpf.o");
        spec.map(".bss").flags(0);
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            assertEquals(0, object.variable("calls").getLong());
            assertThrows(
                    UnsupportedException.class, () -> object.variable("calls").setLong(1));
            assertEquals(1000, object.variable("initialised").getLong());
        }
        kernel.failAlways(Call.MEMORY_MAP, Errno.EPERM);
        try (BpfObject object = BpfObject.load(TestObjects.read("globals.bpf.o"), kernel)) {
            assertThrows(
                    UnsupportedException.class, () -> object.variable("calls").getLong());
        }
        assertEquals(List.of(), kernel.openDescriptors());
        assertEquals(List.of(), kernel.openMappings());
    }
}
