// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import org.ebpf4j.BpfException;
import org.ebpf4j.BpfObject;
import org.ebpf4j.BpfProgram;
import org.ebpf4j.BusyException;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.SystemCallException;
import org.ebpf4j.TestObjects;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.UsdtElf;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.LinkDetails;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.Call;
import org.ebpf4j.testkit.ProgramVerdict;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the kernel is asked for when programs are attached to USDT probes, on kernels that not every machine has. */
class SimulatedUsdtTest {
    private static final String DEVICE = "/sys/bus/event_source/devices/uprobe/";
    private static final Usdt BEGIN = Usdt.at("/app", "app", "begin");

    private final SimulatedKernel kernel = new SimulatedKernel();
    private final ObjectSpec spec = TestObjects.read("usdt.bpf.o");

    @BeforeEach
    void aProbeWithTwoPlaces() {
        // Any types: only the verifier would look for registers.
        ByteBuffer types =
                Objects.requireNonNull(TestObjects.read("probes.bpf.o").btf()).bytes();
        byte[] vmlinux = new byte[types.remaining()];
        types.get(vmlinux);
        kernel.file("/sys/kernel/btf/vmlinux", vmlinux);
        kernel.file(DEVICE + "type", "9\n");
        kernel.file(DEVICE + "format/ref_ctr_offset", "config:32-63\n");
        kernel.file(
                "/app",
                UsdtElf.x86()
                        .probe("app", "begin", "8@%rax", 0x2123, 0x3042)
                        .probe("app", "begin", "8@%rbx", 0x2200, 0x3042)
                        .probe("app", "end", "", 0x2300, 0)
                        .probe("other", "end", "", 0x2400, 0)
                        .probe("app", "strange", "8f@%xmm0", 0x2500, 0)
                        .probe("app", "nowhere", "", 0x7000, 0)
                        .probe("app", "indexed", "8@(%rax,%rbx,8)", 0x2600, 0)
                        .probe("app", "many", "1@$1 ".repeat(13).strip(), 0x2700, 0)
                        .bytes());
    }

    @AfterEach
    void nothingIsLeft() {
        assertEquals(List.of(), kernel.openDescriptors());
    }

    /** As before 5.15. */
    private void noCookies() {
        long call = 0x85L | 174L << 32;
        kernel.programVerdict(load -> load.instructions().getLong(0) == call
                ? ProgramVerdict.reject(Errno.EINVAL, "invalid func unknown#174")
                : ProgramVerdict.accept());
    }

    private BpfException refused(String program, Usdt target) {
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            BpfException e = assertThrows(
                    BpfException.class,
                    () -> object.program(program).attach(target).close());
            assertTrue(
                    e.getMessage().startsWith("program " + program + " can't be attached to " + target + ": ")
                            || e instanceof MalformedObjectException,
                    e.getMessage());
            assertFalse(e.getMessage().contains("\n"), e.getMessage());
            assertEquals(List.of(), kernel.links());
            return e;
        }
    }

    @Test
    void allPlacesAreLinkedAtOnce() {
        kernel.file("/proc/1234/status", "x");
        try (BpfObject object = BpfObject.load(spec, kernel);
                Link link = object.program("on_probe").attach(BEGIN.inProcess(1234))) {
            LinkDetails asked = kernel.linkRequests().get(0).details();
            assertEquals(
                    new LinkDetails.UprobeMulti(
                            "/app", List.of(0x1123L, 0x1200L), List.of(0x1842L, 0x1842L), List.of(0L, 1L), 0, 1234),
                    asked,
                    link.target()::toString);
        }
    }

    @Test
    void orEachByAPerfEventThatRaisesTheSemaphore() {
        try (BpfObject object = BpfObject.load(spec, kernel);
                Link link = object.program("on_place").attach(BEGIN)) {
            assertEquals(2, kernel.links().size(), link.target()::toString);
            assertEquals(
                    List.of(0x1842L << 32, 0x1842L << 32),
                    kernel.perfEvents().stream().map(event -> event.config()).toList());
            assertEquals(
                    List.of(0x1123L, 0x1200L),
                    kernel.perfEvents().stream().map(event -> event.config2()).toList());
        }
    }

    @Test
    void kernelsWithoutSuchLinksTakeTheSameProgramByPerfEvents() {
        kernel.failAlways(Call.LINK_CREATE, Errno.EINVAL);
        try (BpfObject object = BpfObject.load(spec, kernel);
                Link link = object.program("on_probe").attach(BEGIN)) {
            assertEquals(2, kernel.links().size(), link.target()::toString);
            assertTrue(kernel.programs().stream().noneMatch(load -> load.expectedAttachType() == 48));
        }
    }

    @Test
    void whatFailsHalfWayIsUndone() {
        kernel.failAlways(Call.PERF_EVENT_ATTACH, Errno.ENOMEM);
        assertInstanceOf(SystemCallException.class, refused("on_place", BEGIN));
        kernel.heal(Call.PERF_EVENT_ATTACH);
        try (BpfObject object = BpfObject.load(spec, kernel);
                Link link = object.program("on_place").attach(BEGIN)) {
            // The ids are free again, and the first ones are given.
            assertEquals(2, kernel.links().size(), link.target()::toString);
        }
    }

    @Test
    void fewerSpecsThanPlacesAreTooFew() {
        spec.map("__bpf_usdt_specs").maxEntries(1);
        BusyException e = assertInstanceOf(BusyException.class, refused("on_probe", BEGIN));
        assertTrue(e.getMessage().contains("__bpf_usdt_specs is full with 1 kinds"), e.getMessage());
    }

    @Test
    void entriesAreSharedAndGivenAgain() {
        spec.map("__bpf_usdt_specs").maxEntries(2);
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            for (int i = 0; i < 3; i++) {
                Usdt target = BEGIN.withCookie(i);
                try (Link other = object.program("on_probe_too").attach(target)) {
                    object.program("on_probe").attach(target).close();
                    // The other still uses both.
                    BpfProgram program = object.program("on_probe");
                    assertThrows(
                            BusyException.class,
                            () -> program.attach(BEGIN.withCookie(99)).close(),
                            other.target()::toString);
                }
            }
        }
    }

    @Test
    void withoutCookiesALibraryIsKnownInOneProcessOnly() {
        noCookies();
        UnsupportedException e = assertInstanceOf(UnsupportedException.class, refused("on_place", BEGIN));
        assertTrue(e.getMessage().contains("inProcess"), e.getMessage());
        kernel.file("/proc/12/status", "x");
        kernel.file("/proc/12/maps", "00400000-00401000 r-xp 00000000 fe:00 12 /other\n");
        NotFoundException unmapped =
                assertInstanceOf(NotFoundException.class, refused("on_place", BEGIN.inProcess(12)));
        assertTrue(unmapped.getMessage().contains("has not mapped /app"), unmapped.getMessage());
        kernel.file("/proc/12/maps", "7f0000000000-7f0000001000 r-xp 00001000 fe:00 12                 /app\n");
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            Usdt here = BEGIN.inProcess(12);
            try (Link link = object.program("on_place").attach(here)) {
                assertEquals(List.of(0x7f0000000123L, 0x7f0000000200L), addresses(), link.target()::toString);
                try (Link second = object.program("on_probe").attach(here)) {
                    assertEquals(2, addresses().size(), second.target()::toString);
                }
                assertEquals(2, addresses().size());
                assertThrows(
                        BusyException.class,
                        () -> object.program("on_probe")
                                .attach(here.withCookie(1))
                                .close());
            }
            assertEquals(List.of(), addresses());
        }
    }

    @Test
    void withoutCookiesAnExecutableThatCanNotBeMovedIsKnownEverywhere() {
        noCookies();
        kernel.file("/app", UsdtElf.fixed().probe("app", "begin", "", 0x2123, 0).bytes());
        BpfObject object = BpfObject.load(spec, kernel);
        try (Link link = object.program("on_place").attach(BEGIN)) {
            assertEquals(List.of(0x2123L), addresses(), link.target()::toString);
            // The link is closed after its object, and leaves nothing either.
            object.close();
        }
    }

    private List<Long> addresses() {
        return kernel.map("__bpf_usdt_ip_t").keys().stream()
                .map(key -> ByteBuffer.wrap(key).order(ByteOrder.nativeOrder()).getLong())
                .sorted()
                .toList();
    }

    @Test
    void whatIsNotThereIsNamedWithWhatIs() {
        assertMessage(Usdt.at("/app", "ap", "begin"), "has no provider ap; it has app, other");
        assertMessage(Usdt.at("/app", "app", "beginn"), "has no probe beginn; it has begin, ");
        kernel.file("/app", UsdtElf.x86().bytes());
        assertMessage(BEGIN, "/app has no USDT probes");
    }

    private void assertMessage(Usdt target, String part) {
        NotFoundException e = assertInstanceOf(NotFoundException.class, refused("on_probe", target));
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    @Test
    void anObjectWithoutTheMapsIsToldWhatToInclude() {
        ObjectSpec plain = TestObjects.read("probes.bpf.o");
        try (BpfObject object = BpfObject.load(plain, kernel)) {
            NotFoundException e = assertThrows(
                    NotFoundException.class,
                    () -> object.program("on_entry").attach(BEGIN).close());
            assertTrue(e.getMessage().contains("#include <ebpf4j_usdt.bpf.h>"), e.getMessage());
        }
        NotFoundException e = assertThrows(NotFoundException.class, () -> BEGIN.attach(kernel, "hook", 3));
        assertTrue(e.getMessage().contains("__bpf_usdt_specs"), e.getMessage());
    }

    @Test
    void semaphoresTakeAKernelThatRaisesThem() {
        kernel.removeFile(DEVICE + "format/ref_ctr_offset");
        UnsupportedException e = assertInstanceOf(UnsupportedException.class, refused("on_place", BEGIN));
        assertTrue(e.getMessage().contains("4.20"), e.getMessage());
        kernel.removeFile(DEVICE + "type");
        assertInstanceOf(UnsupportedException.class, refused("on_place", BEGIN));
    }

    @Test
    void probesThatCanNotBeReadAreRefused() {
        assertInstanceOf(UnsupportedException.class, refused("on_probe", Usdt.at("/app", "app", "strange")));
        assertInstanceOf(MalformedObjectException.class, refused("on_probe", Usdt.at("/app", "app", "nowhere")));
        assertInstanceOf(UnsupportedException.class, refused("on_probe", Usdt.at("/app", "app", "many")));
        kernel.file(
                "/app",
                UsdtElf.ofMachine(243).probe("app", "begin", "", 0x2123, 0).bytes());
        assertInstanceOf(UnsupportedException.class, refused("on_probe", BEGIN));
    }
}
