// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Supplier;
import org.ebpf4j.BpfException;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.TestObjects;
import org.ebpf4j.spec.ObjectSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What sections say about where programs run. */
class SectionTargetsTest {
    @Test
    void perfEventsByNameAndByNumber() {
        PerfSampling clock = new PerfSampling(1, 0, 99, true, -1, List.of(), 0);
        assertEquals(clock, PerfSection.parse("type=software,config=cpu-clock,frequency=99"));
        assertEquals(clock, PerfSection.parse("config=cpu-clock,frequency=99"));
        assertEquals(clock, PerfSection.parse("type=1,config=0,frequency=99"));
        assertEquals(clock, PerfSampling.atFrequency("cpu-clock", 99));
        assertEquals(
                new PerfSampling(0, 3, 1000, false, -1, List.of(), 0),
                PerfSection.parse("type=hardware,config=cache-misses,period=1000"));
        assertEquals(
                new PerfSampling(4, 0x1a8, 7, false, 12, List.of(3), 0),
                PerfSection.parse("type=raw,config=0x1a8,period=7,tid=12,cpu=3"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cpu-clock",
                "type=software",
                "config=cpu-clock",
                "frequency=99",
                "config=cpu-clock,frequency=99,period=1",
                "config=never,frequency=1",
                "config=cpu-clock,frequency=0",
                "config=cpu-clock,frequency=-1",
                "type=hardware,config=cpu-clock,frequency=1",
                "type=1,type=1,config=0,frequency=1",
                "config=0,frequency=1",
                "type=99999999999,config=0,frequency=1",
                "type=software,config=cpu-clock,frequency=99999999999999999999",
                "type=software,config=cpu-clock,frequency=9,colour=red"
            })
    void perfSectionsThatSayNoEventAreMalformed(String target) {
        assertThrows(MalformedObjectException.class, () -> PerfSection.parse(target));
    }

    @Test
    void anUnknownEventIsNamedWithTheKnownOnes() {
        NotFoundException e = assertThrows(NotFoundException.class, () -> PerfSampling.every("never-was", 1));
        assertTrue(e.getMessage().contains("never-was") && e.getMessage().contains("page-faults"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> PerfSampling.every("page-faults", 0));
    }

    @Test
    void uprobes() {
        assertEquals(Uprobe.at("libc.so.6", "read"), Uprobe.parse("s", "libc.so.6:read", false));
        assertEquals(Uprobe.at("/usr/bin/java", "main").returning(), Uprobe.parse("s", "/usr/bin/java:main", true));
        assertEquals(Uprobe.at("/usr/bin/java", "main"), Uprobe.parse("s", "usr/bin/java:main", false));
        assertEquals(new Uprobe("a", "f", 16, false, -1, 0), Uprobe.parse("s", "a:f+0x10", false));
        assertEquals(Uprobe.atOffset("a", 0x1234), Uprobe.parse("s", "a:0x1234", false));
        assertEquals("uprobe/a:f+16", Uprobe.parse("s", "a:f+16", false).toString());
        for (String wrong : List.of("", "a", "a:", ":f", "a:f+x", "a:f+-1", "a:0xzz")) {
            assertSentence(() -> Uprobe.parse("uprobe/" + wrong, wrong, false));
        }
    }

    @Test
    void kprobes() {
        assertEquals(Kprobe.at("vfs_read"), Kprobe.parse("s", "vfs_read", false));
        assertEquals(Kprobe.at("vfs_read").returning(), Kprobe.parse("s", "vfs_read", true));
        assertEquals(new Kprobe("vfs_read", 16, false, 0), Kprobe.parse("s", "vfs_read+0x10", false));
        assertSentence(() -> Kprobe.parse("kretprobe/vfs_read+4", "vfs_read+4", true));
        assertSentence(() -> Kprobe.parse("kprobe/", "", false));
        assertSentence(() -> Kprobe.parse("kprobe/a+b", "a+b", false));
        assertSentence(() -> Ksyscall.parse("ksyscall/", "", false));
        assertSentence(() -> KprobeMulti.parse("kprobe.multi/", "kprobe.multi", ""));
        assertSentence(() -> UprobeMulti.parse("uprobe.multi/a", "uprobe.multi", "a"));
        assertEquals(KprobeMulti.at("tcp_*").returning(), KprobeMulti.parse("s", "kretprobe.multi", "tcp_*"));
        assertEquals(UprobeMulti.at("a", "b*").inSession(), UprobeMulti.parse("s", "uprobe.session", "a:b*"));
    }

    private static void assertSentence(Supplier<Object> parse) {
        BpfException e = assertThrows(MalformedObjectException.class, parse::get);
        assertTrue(e.getMessage().startsWith("section "), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "*, '', true",
        "*, anything, true",
        "a*, a, true",
        "a*c, abbbc, true",
        "a*c, abbbcd, false",
        "?, '', false",
        "a?c, abc, true",
        "*_sys_*read, __x64_sys_pread, true",
        "**a**, a, true",
        "abc, abc, true",
        "abc, ab, false",
        "ab, abc, false",
        "a*b*c, a_c_b_c, true",
        "a*b*c, a_c_c, false"
    })
    void patterns(String pattern, String name, boolean expected) {
        assertEquals(expected, new NamePattern(pattern).test(name));
    }

    @Test
    void aPatternOfManyStarsEnds() {
        assertFalse(new NamePattern("a*".repeat(1000) + "b").test("a".repeat(20_000)));
    }

    @Test
    void sectionsThatNameAPlaceAreToldFromThoseThatDoNot() {
        ObjectSpec probes = TestObjects.read("probes.bpf.o");
        assertTrue(AttachTarget.named(probes.program("on_entry")));
        assertTrue(AttachTarget.named(probes.program("on_sample")));
        assertFalse(AttachTarget.named(probes.program("on_demand")));
        assertEquals(Uprobe.at("libc.so.6", "getpgid").returning(), AttachTarget.of(probes.program("on_return")));
        assertEquals(UprobeMulti.at("libc.so.6", "getpgid").returning(), AttachTarget.of(probes.program("on_returns")));
        ObjectSpec network = TestObjects.read("network.bpf.o");
        network.programs().forEach(program -> assertFalse(AttachTarget.named(program), program.section()));
        ObjectSpec iterators = TestObjects.read("iterators.bpf.o");
        assertEquals(BpfIterator.all("task"), AttachTarget.of(iterators.program("write_threads")));
    }
}
