// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import jnr.ffi.LibraryLoader;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.btf.BtfType;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.KernelTypes;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SectionRuleTest {
    /** The part of libbpf that is asked for a second opinion. */
    public interface Libbpf {
        int libbpf_prog_type_by_name(String name, int[] programType, int[] attachType);

        int libbpf_set_print(long function);
    }

    /** Newer than libbpf 1.1, which calls sections that it does not know, or gives them what newer releases do not. */
    private static final Set<String> YOUNG = Set.of(
            "kprobe.session",
            "sk_skb/verdict",
            "struct_ops.s",
            "tc/ingress",
            "tc/egress",
            "tcx/ingress",
            "tcx/egress",
            "netfilter",
            "netkit/primary",
            "netkit/peer",
            "uprobe.session",
            "uprobe.session.s",
            "uprobe.multi",
            "uprobe.multi.s",
            "uretprobe.multi",
            "uretprobe.multi.s",
            "usdt.s",
            "fsession",
            "fsession.s",
            "fentry.multi",
            "fentry.multi.s",
            "fexit.multi",
            "fexit.multi.s",
            "fsession.multi",
            "fsession.multi.s",
            "tracepoint.s",
            "tp.s",
            "raw_tp.s",
            "raw_tracepoint.s",
            "tp_btf.s",
            "classifier/");

    private static Libbpf libbpf() {
        try {
            Libbpf libbpf = LibraryLoader.create(Libbpf.class).failImmediately().load("libbpf.so.1");
            libbpf.libbpf_set_print(0);
            return libbpf;
        } catch (UnsatisfiedLinkError e) {
            assumeTrue(false, "libbpf is not installed (Debian: libbpf1)");
            throw e;
        }
    }

    @Test
    void agreesWithLibbpf() {
        Libbpf libbpf = libbpf();
        int compared = 0;
        for (SectionRule rule : SectionTable.RULES) {
            boolean young = YOUNG.contains(rule.name()) || rule.name().matches("cgroup/.*_unix");
            for (String section : new String[] {rule.name(), rule.name() + "/x"}) {
                int[] program = new int[1];
                int[] attach = new int[1];
                int answer = libbpf.libbpf_prog_type_by_name(section, program, attach);
                if (answer != 0) {
                    assertTrue(
                            young || (!rule.takesTarget() && section.endsWith("/x")),
                            section + " is unknown to libbpf");
                    continue;
                }
                if (!young) {
                    SectionRule ours = SectionRule.of(section);
                    assertEquals(program[0], ours.type().number(), section);
                    assertEquals(
                            attach[0],
                            ours.attachType() == null ? 0 : ours.attachType().number(),
                            section);
                    compared++;
                }
            }
        }
        assertTrue(compared > 100, compared + " sections compared");
    }

    @Test
    @KernelTest(needs = Need.BTF)
    void attachTypesHaveTheKernelsNumbers(Kernel kernel) {
        Btf types = KernelTypes.read(kernel);
        BtfType.Enum kinds = (BtfType.Enum) types.type(types.find("bpf_attach_type", BtfKind.ENUM));
        Map<String, Long> numbers = new HashMap<>();
        kinds.values().forEach(value -> numbers.put(value.name(), value.value()));
        long count = Objects.requireNonNull(numbers.get("__MAX_BPF_ATTACH_TYPE"));
        for (AttachType type : AttachType.values()) {
            if (type.number() < count) {
                assertEquals(numbers.get("BPF_" + type.name()), type.number(), type.name());
            }
        }
    }

    @Test
    @KernelTest(needs = Need.BTF)
    void programTypesHaveTheKernelsNumbers(Kernel kernel) {
        Btf types = KernelTypes.read(kernel);
        BtfType.Enum kinds = (BtfType.Enum) types.type(types.find("bpf_prog_type", BtfKind.ENUM));
        Map<Long, String> names = new HashMap<>();
        kinds.values().forEach(value -> names.putIfAbsent(value.value(), value.name()));
        for (ProgramType type : ProgramType.values()) {
            String name = names.get((long) type.number());
            assertTrue(name == null || name.startsWith("__MAX") || name.equals("BPF_PROG_TYPE_" + type.name()), name);
        }
    }

    @Test
    void everyNameStandsOnce() {
        Set<String> seen = new HashSet<>();
        SectionTable.RULES.forEach(rule -> assertTrue(seen.add(rule.name()), rule.name()));
        SectionTable.RULES.forEach(rule -> assertSame(rule, SectionRule.of(rule.name())));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "fentry/vfs_open,        fentry,        vfs_open,      0,  TRACE_FENTRY",
                "fentry.s/vfs_open,      fentry.s,      vfs_open,      16, TRACE_FENTRY",
                "fmod_ret/a,             fmod_ret,      a,             0,  MODIFY_RETURN",
                "lsm.s/bprm_check,       lsm.s,         bprm_check,    16, LSM_MAC",
                "iter/bpf_map_elem,      iter,          bpf_map_elem,  0,  TRACE_ITER",
                "tp/sched/sched_switch,  tp,            sched/sched_switch, 0, -",
                "uprobe/libc.so.6:read+4,uprobe,        libc.so.6:read+4, 0, -",
                "uretprobe.multi.s/a:b*, uretprobe.multi.s, a:b*,      16, TRACE_UPROBE_MULTI",
                "syscall,                syscall,       '',            16, -",
                "xdp,                    xdp,           '',            0,  XDP",
                "xdp.frags,              xdp.frags,     '',            32, XDP",
                "xdp.frags/devmap,       xdp.frags/devmap, '',         32, XDP_DEVMAP",
                "cgroup/connect4,        cgroup/connect4, '',          0,  CGROUP_INET4_CONNECT",
                "tcx/egress,             tcx/egress,    '',            0,  TCX_EGRESS",
            })
    void exactRule(String section, String kind, String target, int flags, AttachType attachType) {
        SectionRule rule = SectionRule.of(section);
        assertEquals(kind, rule.name());
        assertEquals(target, rule.target(section));
        assertEquals(flags, rule.flags());
        assertEquals(attachType, rule.attachType());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "xdp/eth0 xdp eth0",
                "xdp/devmap/eth0 xdp/devmap eth0",
                "socket/tail socket tail",
                "tc/ingress/eth0 tc/ingress eth0",
                "sk_skb/stream_parser/one sk_skb/stream_parser one",
                "perf_event/type=1,config=0 perf_event type=1,config=0",
            })
    void lenientRuleTakesASuffixAsTheTarget(String section, String kind, String target) {
        SectionRule rule = SectionRule.of(section);
        assertEquals(kind, rule.name());
        assertEquals(target, rule.target(section));
    }

    @ParameterizedTest
    @CsvSource({"xdpx", "kprobes/x", "tp_btf_x", "''", "/xdp", "cgroup", "never/was", "sk_lookup2"})
    void anUnknownSectionIsNoProgram(String section) {
        SectionRule rule = SectionRule.of(section);
        assertSame(ProgramType.UNSPEC, rule.type());
        assertEquals("", rule.target(section));
    }

    @Test
    void btfNamesOfTargets() {
        Map<String, String> prefixes = Map.of(
                "tp_btf",
                "btf_trace_",
                "fentry",
                "",
                "fexit.s",
                "",
                "fmod_ret",
                "",
                "lsm",
                "bpf_lsm_",
                "lsm_cgroup",
                "bpf_lsm_",
                "iter.s",
                "bpf_iter_");
        prefixes.forEach(
                (name, prefix) -> assertEquals(prefix, SectionRule.of(name).btfPrefix(), name));
        assertEquals(null, SectionRule.of("freplace").btfPrefix());
        assertEquals(null, SectionRule.of("kprobe").btfPrefix());
        assertNotEquals(null, SectionRule.of("fsession").btfPrefix());
    }
}
