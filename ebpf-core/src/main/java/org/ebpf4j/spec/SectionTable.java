// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.ebpf4j.spec.SectionRule.Trait;
import org.jspecify.annotations.Nullable;

/**
 * The section names that libbpf documents, in its order. The text reads: names, of which {@code +} takes a target behind a slash and
 * {@code [.s]} stands for two, the second sleepable; then the program type, the attach type or {@code -}, and traits: {@code s} sleepable,
 * {@code f} fragments, {@code b} BTF, {@code o} optional attach type.
 */
final class SectionTable {
    private static final String TEXT = """
            socket                                                  SOCKET_FILTER           -
            sk_reuseport/migrate                                    SK_REUSEPORT            SK_REUSEPORT_SELECT_OR_MIGRATE
            sk_reuseport                                            SK_REUSEPORT            SK_REUSEPORT_SELECT
            kprobe+ kretprobe+ uprobe[.s]+ uretprobe[.s]+           KPROBE                  -
            ksyscall+ kretsyscall+ usdt[.s]+                        KPROBE                  -
            kprobe.multi+ kretprobe.multi+                          KPROBE                  TRACE_KPROBE_MULTI
            kprobe.session+                                         KPROBE                  TRACE_KPROBE_SESSION
            uprobe.multi[.s]+ uretprobe.multi[.s]+                  KPROBE                  TRACE_UPROBE_MULTI
            uprobe.session[.s]+                                     KPROBE                  TRACE_UPROBE_SESSION
            tc/ingress tcx/ingress                                  SCHED_CLS               TCX_INGRESS o
            tc/egress tcx/egress                                    SCHED_CLS               TCX_EGRESS o
            tc classifier                                           SCHED_CLS               -
            action                                                  SCHED_ACT               -
            netkit/primary                                          SCHED_CLS               NETKIT_PRIMARY o
            netkit/peer                                             SCHED_CLS               NETKIT_PEER o
            tracepoint[.s]+ tp[.s]+                                 TRACEPOINT              -
            raw_tracepoint[.s]+ raw_tp[.s]+                         RAW_TRACEPOINT          -
            raw_tracepoint.w+ raw_tp.w+                             RAW_TRACEPOINT_WRITABLE -
            tp_btf[.s]+                                             TRACING                 TRACE_RAW_TP b
            fentry[.s]+                                             TRACING                 TRACE_FENTRY b
            fmod_ret[.s]+                                           TRACING                 MODIFY_RETURN b
            fexit[.s]+                                              TRACING                 TRACE_FEXIT b
            fsession[.s]+                                           TRACING                 TRACE_FSESSION b
            fentry.multi[.s]+                                       TRACING                 TRACE_FENTRY_MULTI
            fexit.multi[.s]+                                        TRACING                 TRACE_FEXIT_MULTI
            fsession.multi[.s]+                                     TRACING                 TRACE_FSESSION_MULTI
            freplace+                                               EXT                     - b
            lsm[.s]+                                                LSM                     LSM_MAC b
            lsm_cgroup+                                             LSM                     LSM_CGROUP b
            iter[.s]+                                               TRACING                 TRACE_ITER b
            syscall                                                 SYSCALL                 - s
            xdp.frags/devmap                                        XDP                     XDP_DEVMAP f
            xdp/devmap                                              XDP                     XDP_DEVMAP o
            xdp.frags/cpumap                                        XDP                     XDP_CPUMAP f
            xdp/cpumap                                              XDP                     XDP_CPUMAP o
            xdp.frags                                               XDP                     XDP f
            xdp                                                     XDP                     XDP o
            perf_event                                              PERF_EVENT              -
            lwt_in                                                  LWT_IN                  -
            lwt_out                                                 LWT_OUT                 -
            lwt_xmit                                                LWT_XMIT                -
            lwt_seg6local                                           LWT_SEG6LOCAL           -
            sockops                                                 SOCK_OPS                CGROUP_SOCK_OPS o
            sk_skb/stream_parser                                    SK_SKB                  SK_SKB_STREAM_PARSER o
            sk_skb/stream_verdict                                   SK_SKB                  SK_SKB_STREAM_VERDICT o
            sk_skb/verdict                                          SK_SKB                  SK_SKB_VERDICT o
            sk_skb                                                  SK_SKB                  -
            sk_msg                                                  SK_MSG                  SK_MSG_VERDICT o
            lirc_mode2                                              LIRC_MODE2              LIRC_MODE2 o
            flow_dissector                                          FLOW_DISSECTOR          FLOW_DISSECTOR o
            cgroup_skb/ingress                                      CGROUP_SKB              CGROUP_INET_INGRESS o
            cgroup_skb/egress                                       CGROUP_SKB              CGROUP_INET_EGRESS o
            cgroup/skb                                              CGROUP_SKB              -
            cgroup/sock_create                                      CGROUP_SOCK             CGROUP_INET_SOCK_CREATE
            cgroup/sock_release                                     CGROUP_SOCK             CGROUP_INET_SOCK_RELEASE
            cgroup/sock                                             CGROUP_SOCK             CGROUP_INET_SOCK_CREATE o
            cgroup/post_bind4                                       CGROUP_SOCK             CGROUP_INET4_POST_BIND
            cgroup/post_bind6                                       CGROUP_SOCK             CGROUP_INET6_POST_BIND
            cgroup/bind4                                            CGROUP_SOCK_ADDR        CGROUP_INET4_BIND
            cgroup/bind6                                            CGROUP_SOCK_ADDR        CGROUP_INET6_BIND
            cgroup/connect4                                         CGROUP_SOCK_ADDR        CGROUP_INET4_CONNECT
            cgroup/connect6                                         CGROUP_SOCK_ADDR        CGROUP_INET6_CONNECT
            cgroup/connect_unix                                     CGROUP_SOCK_ADDR        CGROUP_UNIX_CONNECT
            cgroup/sendmsg4                                         CGROUP_SOCK_ADDR        CGROUP_UDP4_SENDMSG
            cgroup/sendmsg6                                         CGROUP_SOCK_ADDR        CGROUP_UDP6_SENDMSG
            cgroup/sendmsg_unix                                     CGROUP_SOCK_ADDR        CGROUP_UNIX_SENDMSG
            cgroup/recvmsg4                                         CGROUP_SOCK_ADDR        CGROUP_UDP4_RECVMSG
            cgroup/recvmsg6                                         CGROUP_SOCK_ADDR        CGROUP_UDP6_RECVMSG
            cgroup/recvmsg_unix                                     CGROUP_SOCK_ADDR        CGROUP_UNIX_RECVMSG
            cgroup/getpeername4                                     CGROUP_SOCK_ADDR        CGROUP_INET4_GETPEERNAME
            cgroup/getpeername6                                     CGROUP_SOCK_ADDR        CGROUP_INET6_GETPEERNAME
            cgroup/getpeername_unix                                 CGROUP_SOCK_ADDR        CGROUP_UNIX_GETPEERNAME
            cgroup/getsockname4                                     CGROUP_SOCK_ADDR        CGROUP_INET4_GETSOCKNAME
            cgroup/getsockname6                                     CGROUP_SOCK_ADDR        CGROUP_INET6_GETSOCKNAME
            cgroup/getsockname_unix                                 CGROUP_SOCK_ADDR        CGROUP_UNIX_GETSOCKNAME
            cgroup/sysctl                                           CGROUP_SYSCTL           CGROUP_SYSCTL
            cgroup/getsockopt                                       CGROUP_SOCKOPT          CGROUP_GETSOCKOPT
            cgroup/setsockopt                                       CGROUP_SOCKOPT          CGROUP_SETSOCKOPT
            cgroup/dev                                              CGROUP_DEVICE           CGROUP_DEVICE o
            struct_ops[.s]+                                         STRUCT_OPS              -
            sk_lookup                                               SK_LOOKUP               SK_LOOKUP
            netfilter                                               NETFILTER               NETFILTER
            """;

    static final List<SectionRule> RULES = parse();

    private SectionTable() {}

    private static List<SectionRule> parse() {
        List<SectionRule> rules = new ArrayList<>();
        for (String line : TEXT.lines().toList()) {
            String[] words = line.strip().split(" +");
            int names = 0;
            while (!Character.isUpperCase(words[names].charAt(0))) {
                names++;
            }
            ProgramType type = ProgramType.valueOf(words[names]);
            String attach = words[names + 1];
            AttachType attachType = attach.equals("-") ? null : AttachType.valueOf(attach);
            EnumSet<Trait> traits = EnumSet.noneOf(Trait.class);
            if (words.length > names + 2) {
                words[names + 2].chars().forEach(letter -> traits.add(trait((char) letter)));
            }
            for (String name : Arrays.copyOf(words, names)) {
                add(rules, name, type, attachType, traits);
            }
        }
        return List.copyOf(rules);
    }

    private static void add(
            List<SectionRule> rules,
            String name,
            ProgramType type,
            @Nullable AttachType attachType,
            EnumSet<Trait> traits) {
        boolean target = name.endsWith("+");
        String plain = name.replace("[.s]", "").replace("+", "");
        rules.add(new SectionRule(plain, target, type, attachType, EnumSet.copyOf(traits)));
        if (name.contains("[.s]")) {
            EnumSet<Trait> sleepable = EnumSet.copyOf(traits);
            sleepable.add(Trait.SLEEPABLE);
            rules.add(new SectionRule(plain + ".s", target, type, attachType, sleepable));
        }
    }

    private static Trait trait(char letter) {
        return switch (letter) {
            case 's' -> Trait.SLEEPABLE;
            case 'f' -> Trait.FRAGMENTS;
            case 'b' -> Trait.BTF;
            case 'o' -> Trait.OPTIONAL_ATTACH_TYPE;
            default -> throw new IllegalArgumentException("No trait " + letter + ".");
        };
    }
}
