// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.util.List;
import java.util.OptionalInt;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.spec.AttachType;
import org.ebpf4j.spec.ProgramSpec;

/** Turns what sections say into targets. */
final class SectionTargets {
    private SectionTargets() {}

    static AttachTarget of(ProgramSpec program) {
        AttachTarget target = ofAnyProcess(program);
        OptionalInt process = program.process();
        if (process.isEmpty()) {
            return target;
        }
        // Not a switch over patterns, which Java 17 has as a preview only.
        if (target instanceof Uprobe place) {
            return place.inProcess(process.getAsInt());
        } else if (target instanceof UprobeMulti places) {
            return places.inProcess(process.getAsInt());
        } else if (target instanceof Usdt probe) {
            return probe.inProcess(process.getAsInt());
        }
        throw new UnsupportedException(
                "program " + program.name() + " of section " + program.section()
                        + " can't run in process " + process.getAsInt()
                        + " only; sections of uprobes and USDT probes can",
                0);
    }

    private static AttachTarget ofAnyProcess(ProgramSpec program) {
        String section = program.section();
        String target = program.target();
        boolean named = AttachTarget.named(program);
        return switch (plainKind(program)) {
            case "tp_btf" -> BtfTracepoint.at(target);
            case "iter" -> BpfIterator.all(target);
            case "fentry", "fexit", "fmod_ret", "fsession", "freplace", "lsm" ->
                BtfFunction.at(plainKind(program), target);
            case "fentry.multi", "fexit.multi", "fsession.multi" ->
                named ? BtfFunctions.parse(section, plainKind(program), target) : unnamed(program, "BtfFunctions");
            case "raw_tp", "raw_tracepoint", "raw_tp.w", "raw_tracepoint.w" -> RawTracepoint.at(target);
            case "tp", "tracepoint" -> Tracepoint.parse(target);
            case "perf_event" -> named ? PerfSection.parse(target) : unnamed(program, "PerfSampling");
            case "kprobe", "kretprobe" ->
                named ? Kprobe.parse(section, target, isReturn(program)) : unnamed(program, "Kprobe");
            case "ksyscall", "kretsyscall" ->
                named ? Ksyscall.parse(section, target, isReturn(program)) : unnamed(program, "Ksyscall");
            case "kprobe.multi", "kretprobe.multi", "kprobe.session" ->
                named ? KprobeMulti.parse(section, plainKind(program), target) : unnamed(program, "KprobeMulti");
            case "uprobe", "uretprobe" ->
                named ? Uprobe.parse(section, target, isReturn(program)) : unnamed(program, "Uprobe");
            case "uprobe.multi", "uretprobe.multi", "uprobe.session" ->
                named ? UprobeMulti.parse(section, plainKind(program), target) : unnamed(program, "UprobeMulti");
            case "usdt" -> named ? Usdt.parse(section, target) : unnamed(program, "Usdt");
            case "xdp", "xdp.frags" -> named ? Xdp.on(target) : unnamed(program, "Xdp");
            case "tc/ingress", "tcx/ingress", "tc/egress", "tcx/egress" ->
                named ? new Tcx(List.of(target), isEgress(program), Place.LAST) : unnamed(program, "Tcx");
            case "netkit/primary" -> named ? Netkit.primary(target) : unnamed(program, "Netkit");
            case "netkit/peer" -> named ? Netkit.peer(target) : unnamed(program, "Netkit");
            case "tc", "classifier" -> unnamed(program, "Tcx");
            case "netfilter" -> unnamed(program, "Netfilter");
            case "sk_lookup", "flow_dissector" -> unnamed(program, "NetworkNamespace");
            case "sockops", "lsm_cgroup" -> unnamed(program, "Cgroup");
            case "struct_ops" ->
                throw new UnsupportedException(
                        "program " + program.name()
                                + " is a function of a structure and runs where that is registered; attach the structure",
                        0);
            default -> {
                if (program.sectionKind().startsWith("cgroup")) {
                    yield unnamed(program, "Cgroup");
                }
                throw new UnsupportedException(
                        "program " + program.name() + " of section " + section + " can't be attached by this version",
                        0);
            }
        };
    }

    private static boolean isEgress(ProgramSpec program) {
        return program.expectedAttachType() == AttachType.TCX_EGRESS.number();
    }

    private static boolean isReturn(ProgramSpec program) {
        return program.sectionKind().contains("ret");
    }

    /** Without what makes a program sleepable, which changes nothing about its target. */
    private static String plainKind(ProgramSpec program) {
        String kind = program.sectionKind();
        return kind.endsWith(".s") ? kind.substring(0, kind.length() - 2) : kind;
    }

    private static AttachTarget unnamed(ProgramSpec program, String target) {
        throw new UnsupportedException(
                "program " + program.name() + " of section " + program.section()
                        + " does not say where it runs; attach it to a target of the kind " + target,
                0);
    }
}
