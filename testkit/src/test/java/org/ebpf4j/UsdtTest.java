// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ebpf4j.attach.Link;
import org.ebpf4j.attach.Usdt;
import org.ebpf4j.kernel.Features;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.Support;
import org.ebpf4j.map.MapSnapshot;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.spec.ProgramType;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** USDT probes that this test's own programs reach, as often as they are told to. */
@KernelTest(needs = Need.UPROBE)
class UsdtTest {
    private static final int TIMES = 321;
    private static final int GET_ATTACH_COOKIE = 174;

    private final ObjectSpec spec = TestObjects.read("usdt.bpf.o");

    private static String counter(String program) {
        return program.equals("on_probe") ? "hits" : "plain_hits";
    }

    private long number(BpfObject object, String variable) {
        return TestObjects.number(object, spec, variable);
    }

    private List<Long> values(BpfObject object, String variable, int count) {
        ByteBuffer bytes = TestObjects.variable(object, spec, variable);
        List<Long> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(bytes.getLong(i * Long.BYTES));
        }
        return values;
    }

    private static Usdt probe(UsdtBinary binary, String name) {
        return Usdt.at(binary.path(), "ebpf4j", name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"on_probe", "on_place"})
    void everyFormOfArgumentIsRead(String program, Kernel kernel, @TempDir Path directory) throws Exception {
        UsdtBinary binary = UsdtBinary.movable(directory);
        try (BpfObject object = BpfObject.load(spec, kernel);
                UsdtBinary.Running running = binary.start()) {
            Usdt forms = probe(binary, "forms").inProcess(running.pid());
            try (Link link = object.program(program).attach(forms)) {
                assertEquals(forms, link.target());
                assertEquals(1, running.reach(TIMES));
                assertEquals(TIMES, number(object, counter(program)));
                assertEquals(12, number(object, "count"));
                assertEquals(
                        List.of(
                                0x1122334455667788L,
                                0x89abcdefL,
                                0xffffffff89abcdefL,
                                0x8765L,
                                (long) (short) 0x8765,
                                0xfeL,
                                -2L,
                                -3L,
                                -5L,
                                0xfffffffbL,
                                0x0102030405060708L,
                                0xffffffff80000001L),
                        values(object, "values", 12));
                assertEquals(List.of(0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L), values(object, "answers", 12));
                assertEquals(-2, number(object, "past_the_end"));
            }
            assertEquals(0, running.reach(TIMES));
            assertEquals(TIMES, number(object, counter(program)));
        }
    }

    @Test
    void placesInMemoryAreFoundByOneRegisterOrTwo(Kernel kernel, @TempDir Path directory) throws Exception {
        UsdtBinary binary = UsdtBinary.fixed(directory);
        try (BpfObject object = BpfObject.load(spec, kernel);
                UsdtBinary.Running running = binary.start();
                Link link = object.program("on_probe")
                        .attach(probe(binary, "places").inProcess(running.pid()))) {
            running.reach(1);
            assertEquals(8, number(object, "count"), link.target()::toString);
            assertEquals(
                    List.of(
                            0x0102030405060708L,
                            0x7fffffff80000001L,
                            0xffffffff80000001L,
                            0x0607L,
                            0xabL,
                            0xcdL,
                            1L,
                            99L),
                    values(object, "values", 8));
            assertEquals(-2, values(object, "answers", 9).get(8));
        }
    }

    /** Both places of the probe have their own spec: the second is reached last. */
    @ParameterizedTest
    @ValueSource(strings = {"on_probe", "on_place"})
    void everyPlaceOfAProbeIsAttachedTo(String program, Kernel kernel, @TempDir Path directory) throws Exception {
        UsdtBinary binary = UsdtBinary.movable(directory);
        try (BpfObject object = BpfObject.load(spec, kernel);
                UsdtBinary.Running running = binary.start()) {
            try (Link link = object.program(program)
                    .attach(probe(binary, "twice").inProcess(running.pid()).withCookie(77))) {
                running.reach(TIMES);
                assertEquals(2 * TIMES, number(object, counter(program)), link.target()::toString);
                assertEquals(2 * TIMES * 77, number(object, "cookies"));
                assertEquals(List.of((long) TIMES, 2L), values(object, "values", 2));
                assertTrue(running.reach(0) >>> 16 > 0, "the semaphore is down");
            }
            assertEquals(0, running.reach(0));
        }
    }

    @Test
    void anExecutableThatCanNotBeMovedIsSeenInEveryProcess(Kernel kernel, @TempDir Path directory) throws Exception {
        UsdtBinary binary = UsdtBinary.fixed(directory);
        try (BpfObject object = BpfObject.load(spec, kernel);
                UsdtBinary.Running before = binary.start();
                Link link = object.program("on_probe").attach(probe(binary, "bare"));
                UsdtBinary.Running after = binary.start()) {
            before.reach(TIMES);
            after.reach(2 * TIMES);
            assertEquals(3 * TIMES, number(object, "hits"), link.target()::toString);
            assertEquals(0, number(object, "count"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"on_probe", "on_place"})
    void otherProcessesAreNotSeen(String program, Kernel kernel, @TempDir Path directory) throws Exception {
        UsdtBinary binary = UsdtBinary.movable(directory);
        try (BpfObject object = BpfObject.load(spec, kernel);
                UsdtBinary.Running seen = binary.start();
                UsdtBinary.Running unseen = binary.start();
                Link link =
                        object.program(program).attach(probe(binary, "forms").inProcess(seen.pid()))) {
            unseen.reach(TIMES);
            assertEquals(0, number(object, counter(program)), link.target()::toString);
            seen.reach(TIMES);
            assertEquals(TIMES, number(object, counter(program)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"on_probe", "on_place"})
    void aLibraryInThisProcessIsTracedByName(String program, Kernel kernel, @TempDir Path directory) throws Exception {
        UsdtBinary.Library library = UsdtBinary.library(directory).open();
        assertEquals(0, library.reach(0));
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            Usdt forms = Usdt.at("libprobes.so", "ebpf4j", "forms").inThisProcess();
            try (Link link = object.program(program).attach(forms)) {
                assertEquals(1, library.reach(TIMES), link.target()::toString);
                Thread other = new Thread(() -> library.reach(TIMES), "reacher");
                other.start();
                other.join();
                assertEquals(2 * TIMES, number(object, counter(program)));
            }
            assertEquals(0, library.reach(TIMES));
            assertEquals(2 * TIMES, number(object, counter(program)));
        }
    }

    @Test
    void severalProgramsSeeOneProbe(Kernel kernel, @TempDir Path directory) throws Exception {
        UsdtBinary binary = UsdtBinary.movable(directory);
        // Kernels before 5.15 tell all programs at a place the same.
        boolean told = new Features(kernel).helper(ProgramType.KPROBE.number(), GET_ATTACH_COOKIE) == Support.SUPPORTED;
        long cookie = told ? 22 : 11;
        try (BpfObject object = BpfObject.load(spec, kernel);
                UsdtBinary.Running running = binary.start()) {
            Usdt forms = probe(binary, "forms").inProcess(running.pid());
            try (Link first = object.program("on_probe").attach(forms.withCookie(11));
                    Link second = object.program("on_probe_too").attach(forms.withCookie(cookie))) {
                try (Link third = object.program("on_place").attach(forms.withCookie(11))) {
                    assertEquals(1, running.reach(TIMES), third.target()::toString);
                }
                assertEquals(1, running.reach(TIMES), second.target()::toString);
                assertEquals(2 * TIMES, number(object, "hits"), first.target()::toString);
                assertEquals(2 * TIMES, number(object, "other_hits"));
                assertEquals(TIMES, number(object, "plain_hits"));
                assertEquals(11, number(object, "cookie"));
                assertEquals(cookie, number(object, "other_cookie"));
            }
            assertEquals(0, running.reach(TIMES));
            assertEquals(2 * TIMES, number(object, "other_hits"));
        }
    }

    /** More attachments one after the other than the map has entries. */
    @Test
    void entriesAreFreeAgainWhenALinkIsClosed(Kernel kernel, @TempDir Path directory) throws Exception {
        UsdtBinary binary = UsdtBinary.fixed(directory);
        spec.map("__bpf_usdt_specs").maxEntries(2);
        try (BpfObject object = BpfObject.load(spec, kernel);
                UsdtBinary.Running running = binary.start()) {
            for (int cookie = 1; cookie <= 5; cookie++) {
                try (Link link =
                        object.program("on_probe").attach(probe(binary, "twice").withCookie(cookie))) {
                    running.reach(1);
                    assertEquals(cookie, number(object, "cookie"), link.target()::toString);
                }
            }
            assertEquals(10, number(object, "hits"));
        }
    }

    @Test
    void argumentsOfAProgramAreItsParameters(Kernel kernel, @TempDir Path directory) throws Exception {
        UsdtBinary binary = UsdtBinary.movable(directory);
        try (BpfObject object = BpfObject.load(spec, kernel);
                UsdtBinary.Running running = binary.start();
                Link link =
                        object.program("on_two").attach(probe(binary, "twice").inProcess(running.pid()))) {
            running.reach(41);
            assertEquals(41, number(object, "first"), link.target()::toString);
            assertEquals(2, number(object, "second"));
        }
    }

    /** As kernels before 5.15 have it: programs look for the address of the instruction. */
    @Test
    void withoutCookiesPlacesAreKnownByTheirAddress(Kernel kernel, @TempDir Path directory) throws Exception {
        UsdtBinary movable = UsdtBinary.movable(directory);
        UsdtBinary fixed = UsdtBinary.fixed(directory);
        try (BpfObject object = BpfObject.load(spec, WithoutCookies.of(kernel));
                UsdtBinary.Running one = movable.start();
                UsdtBinary.Running other = fixed.start()) {
            Link twice = object.program("on_place")
                    .attach(probe(movable, "twice").inProcess(one.pid()).withCookie(7));
            one.reach(TIMES);
            assertEquals(2 * TIMES, number(object, "plain_hits"));
            assertEquals(2 * TIMES * 7, number(object, "cookies"));
            assertEquals(List.of((long) TIMES, 2L), values(object, "values", 2));
            assertEquals(2, new MapSnapshot(object.map("__bpf_usdt_ip_to_spec_id")).read());
            twice.close();
            assertEquals(0, new MapSnapshot(object.map("__bpf_usdt_ip_to_spec_id")).read());
            try (Link link = object.program("on_place").attach(probe(fixed, "places"))) {
                other.reach(1);
                assertEquals(2 * TIMES + 1, number(object, "plain_hits"), link.target()::toString);
                assertEquals(99, values(object, "values", 8).get(7));
            }
            assertThrows(
                    UnsupportedException.class,
                    () -> object.program("on_place")
                            .attach(probe(movable, "forms"))
                            .close());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"on_probe", "on_place"})
    void whatIsNotThereIsNamed(String program, Kernel kernel, @TempDir Path directory) throws Exception {
        UsdtBinary binary = UsdtBinary.movable(directory);
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            BpfProgram refused = object.program(program);
            assertMessage(refused, probe(binary, "form"), "has no probe form; it has forms, ");
            assertMessage(refused, probe(binary, "floating"), "argument 0 of ebpf4j:floating is \"8f@%xmm0\"");
            assertMessage(refused, Usdt.at(binary.path(), "never", "was"), "has no provider never; it has ebpf4j");
            assertMessage(refused, Usdt.at("/bin/true", "never", "was"), "has no USDT probes");
            assertMessage(refused, Usdt.at("/never/was", "a", "b"), "/never/was can't be read");
            assertMessage(refused, probe(binary, "forms").inProcess(Integer.MAX_VALUE - 1), "there is no such process");
        }
    }

    private static void assertMessage(BpfProgram program, Usdt target, String part) {
        BpfException e =
                assertThrows(BpfException.class, () -> program.attach(target).close());
        assertTrue(e.getMessage().contains(part), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
    }
}
