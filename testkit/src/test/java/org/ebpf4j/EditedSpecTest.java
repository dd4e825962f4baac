// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.Call;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.Test;

/** What can be changed between reading an object and loading it, and what loading makes of it. */
class EditedSpecTest {
    @Test
    void aProgramAttachesToItsNewTarget() {
        SimulatedKernel kernel = new SimulatedKernel();
        ObjectSpec spec = TestObjects.read("rawtp.bpf.o");
        spec.program("on_sys_enter").target("sched_switch");
        kernel.missingTracepoint("sys_enter");
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            object.attach();
            assertEquals(1, kernel.links().size());
        }
        kernel.missingTracepoint("sched_switch");
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            NotFoundException e = assertThrows(NotFoundException.class, object::attach);
            assertTrue(e.getMessage().contains("sched_switch"), e.getMessage());
        }
        assertEquals(List.of(), kernel.openDescriptors());
    }

    @Test
    @KernelTest(needs = {Need.BTF, Need.TRACING})
    void aProgramIsLoadedForItsNewTarget(Kernel kernel) {
        ObjectSpec spec = TestObjects.read("missing_hook.bpf.o");
        spec.programs().forEach(program -> program.autoload(false));
        spec.program("missing_tp_btf").autoload(true).target("sched_switch");
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            assertEquals(1, object.programs().size());
            object.attach();
        }
        spec.program("missing_tp_btf").target("ebpf4j_nowhere");
        NotFoundException e = assertThrows(NotFoundException.class, () -> BpfObject.load(spec, kernel));
        assertTrue(e.getMessage().contains("ebpf4j_nowhere"), e.getMessage());
    }

    @Test
    void optionalProgramsCanBeMadeRequiredAgain() {
        ObjectSpec spec = TestObjects.read("rejected.bpf.o");
        assertFalse(spec.program("unbounded").optional().required().isOptional());
        assertTrue(spec.program("unbounded").isAutoload());
    }

    @Test
    void mapsOfVariablesKeepTheirSize() {
        MapSpec constants = TestObjects.read("globals.bpf.o").map(".rodata");
        assertThrows(IllegalArgumentException.class, () -> constants.valueSize(4));
        assertThrows(IllegalArgumentException.class, () -> constants.keySize(8));
        assertThrows(IllegalArgumentException.class, () -> constants.withContents(ByteBuffer.allocate(1)));
        MapSpec plain = TestObjects.read("maps.bpf.o").map("hash");
        assertThrows(IllegalArgumentException.class, () -> plain.valueSize(-1));
        assertThrows(IllegalArgumentException.class, () -> plain.withContents(ByteBuffer.allocate(16)));
    }

    @Test
    void anotherSizeTakesTheTypeAway() {
        MapSpec map = TestObjects.read("maps.bpf.o").map("hash");
        int key = map.keyTypeId();
        assertTrue(key != 0 && map.valueTypeId() != 0);
        assertEquals(key, map.keySize(map.keySize()).keyTypeId());
        assertEquals(0, map.keySize(16).keyTypeId());
        assertEquals(0, map.valueSize(64).valueTypeId());
    }

    @Test
    void aCopyIsEditedAlone() {
        MapSpec map = TestObjects.read("map_types.bpf.o").map("outer_array");
        MapSpec copy =
                map.copy().maxEntries(9).flags(1).mapExtra(2).pinByName(true).numaNode(1);
        assertEquals(List.of(4, 0), List.of(map.maxEntries(), map.flags()));
        assertEquals(0L, map.mapExtra());
        assertFalse(map.pinByName());
        assertEquals(1 | MapSpec.NUMA_NODE, copy.flags());
        assertEquals(map.slots(), copy.slots());
        assertEquals(map.inner(), copy.inner());
    }

    @Test
    void loadingChangesNothingInTheSpec() {
        SimulatedKernel kernel = new SimulatedKernel();
        ObjectSpec spec = TestObjects.read("globals.bpf.o");
        spec.variable("step").set(9);
        for (int i = 0; i < 2; i++) {
            try (BpfObject object = BpfObject.load(spec, kernel)) {
                assertEquals(spec.maps().size(), object.maps().size());
                assertEquals(9, spec.variable("step").get().get());
            }
        }
    }

    @Test
    void aKernelWhoseMapsCantBeMappedIsAskedForPlainOnes() {
        SimulatedKernel kernel = new SimulatedKernel();
        kernel.failNext(Call.MAP_CREATE, Errno.EINVAL);
        kernel.failNext(Call.MAP_CREATE, Errno.EINVAL);
        ObjectSpec spec = TestObjects.read("globals.bpf.o");
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            assertEquals(spec.maps().size() + 2, kernel.calls(Call.MAP_CREATE));
            int first = object.maps().iterator().next().descriptor().number();
            assertTrue(kernel.memoryMap(first, 0, 4096, false) < 0, "the first map can be mapped");
        }
    }

    @Test
    void aFailureAnywhereLeavesNothingOpen() {
        Set<String> objects = Set.of("globals.bpf.o", "rawtp.bpf.o", "forms.bpf.o", "maps.bpf.o");
        for (String name : objects) {
            for (Call call : List.of(Call.MAP_CREATE, Call.MAP_UPDATE, Call.MAP_FREEZE, Call.PROGRAM_LOAD)) {
                SimulatedKernel kernel = new SimulatedKernel();
                kernel.failAlways(call, Errno.ENOMEM);
                try (BpfObject object = BpfObject.load(TestObjects.read(name), kernel)) {
                    assertEquals(0, kernel.calls(call), object.name() + " " + call);
                } catch (BpfException e) {
                    assertTrue(e.getMessage().startsWith(name) || e.getMessage().startsWith("map "), e.getMessage());
                }
                assertEquals(List.of(), kernel.openDescriptors(), name + " " + call);
            }
        }
    }
}
