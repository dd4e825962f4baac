// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.kernel.ProgramLoad;
import org.ebpf4j.spec.MapType;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.Test;

/** What is done as libbpf does it, so that the kernel shows the same whoever loaded an object. */
class LibbpfConventionsTest {
    @Test
    void aFunctionStandsBeforeThoseThatItCallsAndTheyBeforeWhatIsCalledLater() {
        SimulatedKernel kernel = new SimulatedKernel();
        ObjectSpec spec = ObjectSpec.read("calls.bpf.o", TestObjects.corpus("calls.bpf.o"));
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            assertEquals(5, object.programs().size());
            assertEquals(
                    List.of("all_of_them", "middle", "leaf", "global_leaf", "weak_one", "hidden_one"),
                    functions(spec, kernel.programs().get(0)));
        }
    }

    private static List<String> functions(ObjectSpec spec, ProgramLoad program) {
        assertEquals("all_of_them", program.name());
        Btf btf = Objects.requireNonNull(spec.btf());
        ByteBuffer records = program.funcInfo().duplicate().order(ByteOrder.nativeOrder());
        List<String> names = new ArrayList<>();
        for (int at = 0; at < records.limit(); at += program.funcInfoRecordSize()) {
            names.add(btf.name(records.getInt(at + 4)));
        }
        return names;
    }

    @Test
    void variablesOfASectionWithANameOfItsOwnAreAMapOfThatName() {
        assertEquals("runqlat.rodata", KernelNames.ofVariables("runqlat.bpf.o", ".rodata"));
        assertEquals("a_long_n.rodata", KernelNames.ofVariables("a_long_name.bpf.o", ".rodata"));
        assertEquals(".data.own", KernelNames.ofVariables("runqlat.bpf.o", ".data.own"));
        assertEquals(".rodata.str1.1", KernelNames.ofVariables("runqlat.bpf.o", ".rodata.str1.1"));
        assertEquals(".bss.longer_tha", KernelNames.ofVariables("runqlat.bpf.o", ".bss.longer_than_that"));
    }

    @Test
    void arraysOfProgramsAndOfReuseportSocketsKeepTheirTypes() {
        assertTrue(MapType.PROG_ARRAY.typed());
        assertTrue(MapType.REUSEPORT_SOCKARRAY.typed());
    }

    @Test
    void aNodeWithoutItsFlagIsLeftToTheKernel() {
        ObjectSpec spec = ObjectSpec.read("map_attributes.bpf.o", TestObjects.corpus("map_attributes.bpf.o"));
        assertEquals(0, spec.map("on_node").flags());
    }

    @Test
    void theReasonOfAnEndlessProgramIsNoneOfItsStates() {
        String log = """
                infinite loop detected at insn 1
                cur state: R1=ctx() R10=fp0
                old state: R1=ctx() R10=fp0
                processed 3 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
                """;
        assertEquals("infinite loop detected at insn 1", new VerifierLog(log).reason());
    }
}
