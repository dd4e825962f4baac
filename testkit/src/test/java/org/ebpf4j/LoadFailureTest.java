// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.ebpf4j.attach.BtfFunction;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.Call;
import org.ebpf4j.testkit.ProgramVerdict;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the kernel answers while an object is loaded and attached: one sentence of the right kind, and nothing is left. */
class LoadFailureTest {
    private final SimulatedKernel kernel = new SimulatedKernel();

    private BpfException failure(String object) {
        BpfException e = assertThrows(BpfException.class, () -> {
            try (BpfObject loaded = BpfObject.load(TestObjects.read(object), kernel)) {
                loaded.attach();
            }
        });
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
        assertEquals(List.of(), kernel.openDescriptors());
        assertEquals(List.of(), kernel.links());
        return e;
    }

    static Stream<Arguments> refusals() {
        return Stream.of(Call.MAP_CREATE, Call.PROGRAM_LOAD, Call.RAW_TRACEPOINT_OPEN, Call.MAP_UPDATE, Call.MAP_FREEZE)
                .flatMap(call -> Stream.of(Errno.EPERM, Errno.EINVAL, Errno.ENOMEM, Errno.EBUSY, Errno.E2BIG)
                        .map(errno -> Arguments.of(call, errno)));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void everyRefusalIsOneSentenceThatNamesTheThingAndNothingIsLeft(Call call, Errno errno) {
        kernel.failAlways(call, errno);
        BpfException e = failure("globals.bpf.o");
        assertTrue(e.getMessage().contains(".rodata") || e.getMessage().contains("count_call"), e.getMessage());
        assertEquals(errno.number(), e.errno());
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aKernelThatRecoversIsAskedAgainWithoutHarm(Call call, Errno errno) {
        kernel.failAlways(call, errno);
        failure("globals.bpf.o");
        kernel.heal(call);
        try (BpfObject object = BpfObject.load(TestObjects.read("globals.bpf.o"), kernel)) {
            object.attach();
            assertEquals(1, kernel.links().size());
        }
        assertEquals(List.of(), kernel.openDescriptors());
    }

    @Test
    void aMissingCapabilityIsNamed() {
        kernel.file("/proc/thread-self/status", "Uid:\t1000\t1000\t1000\t1000\nCapEff:\t0000000000000000\n");
        kernel.failAlways(Call.MAP_CREATE, Errno.EPERM);
        PermissionException e = assertInstanceOf(PermissionException.class, failure("globals.bpf.o"));
        assertTrue(e.getMessage().startsWith("globals.bpf.o: map "), e.getMessage());
        assertTrue(
                e.getMessage().contains("CAP_BPF and CAP_PERFMON are missing (effective: none; uid 1000)"),
                e.getMessage());
        assertTrue(e.getMessage().contains("--cap-add BPF --cap-add PERFMON"), e.getMessage());
        assertFalse(e.getMessage().toLowerCase(java.util.Locale.ROOT).contains("memlock"), e.getMessage());
    }

    @Test
    void anAtomicOperationThatTheKernelIsTooOldForSaysWhichItNeeds() {
        kernel.programVerdict(load -> ProgramVerdict.reject(
                Errno.EINVAL, "BPF_STX uses reserved fields\nprocessed 0 insns (limit 1000000)\n"));
        ObjectSpec spec = ObjectSpec.read("instructions.bpf.o", TestObjects.corpus("instructions.bpf.o"));
        spec.programs().forEach(program -> program.autoload(program.name().equals("atomics")));
        UnsupportedException e = assertThrows(
                UnsupportedException.class, () -> BpfObject.load(spec, kernel).close());
        assertEquals(
                "instructions.bpf.o: program atomics can't be loaded: this kernel has no atomic operation but to add without taking the old"
                        + " value (EINVAL (22): BPF_STX uses reserved fields); run Linux 5.12 or later",
                e.getMessage());
        assertInstanceOf(VerifierException.class, failure("globals.bpf.o"));
    }

    @ParameterizedTest
    @EnumSource(names = {"EINVAL", "ENOENT"})
    void aReplacementThatWasAttachedBeforeSaysHowItIsAttachedAgain(Errno errno) {
        kernel.failNext(Call.RAW_TRACEPOINT_OPEN, errno);
        BusyException e = assertThrows(
                BusyException.class,
                () -> BtfFunction.at("freplace", "verdict")
                        .attach(kernel, "replacement", 3)
                        .close());
        assertEquals(errno.number(), e.errno());
        assertEquals(
                "program replacement can't be attached to freplace/verdict: it was attached before ("
                        + Errno.describe(errno.number())
                        + "); name the program again that has the function, with attach(PROGRAM, \"verdict\")",
                e.getMessage());
    }

    @Test
    void aKernelWithoutTypesIsUnsupportedAndSaysWhichOption() {
        kernel.removeFile("/sys/kernel/btf/vmlinux");
        UnsupportedException e = assertInstanceOf(UnsupportedException.class, failure("core.bpf.o"));
        assertTrue(e.getMessage().contains("CONFIG_DEBUG_INFO_BTF"), e.getMessage());
    }

    @Test
    void aMissingTracepointIsNotFound() {
        kernel.missingTracepoint("sys_enter");
        NotFoundException e = assertInstanceOf(NotFoundException.class, failure("globals.bpf.o"));
        assertEquals(
                "program count_call can't be attached to raw_tp/sys_enter: this kernel has no such tracepoint",
                e.getMessage());
    }

    @Test
    void typesThatTheKernelDoesNotTakeAreLeftOut() {
        kernel.failAlways(Call.BTF_LOAD, Errno.EINVAL);
        try (BpfObject object = BpfObject.load(TestObjects.read("globals.bpf.o"), kernel)) {
            assertEquals(0, kernel.programs().get(0).btfFd());
            assertEquals(1, object.programs().size());
        }
    }

    @Test
    void aProgramAcceptedAtTheSecondTryIsLoaded() {
        kernel.failNext(Call.PROGRAM_LOAD, Errno.ENOMEM);
        try (BpfObject object = BpfObject.load(TestObjects.read("globals.bpf.o"), kernel)) {
            assertEquals(1, object.programs().size());
        }
        assertEquals(List.of(), kernel.openDescriptors());
    }
}
