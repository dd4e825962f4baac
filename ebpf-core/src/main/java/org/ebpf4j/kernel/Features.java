// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What a kernel can do, found out by really trying: versions say little, because distributions port features back and build others out. Nothing
 * that is created for a trial is kept. Each answer is kept, except {@link Support#REFUSED}, which another thread's capabilities may turn.
 *
 * <p>Safe for use by several threads, two of which may try the same thing at the same time. Numbers: {@code include/uapi/linux/bpf.h}.
 */
public final class Features {
    private final Map<String, Support> known = new ConcurrentHashMap<>();
    private final MapProbe maps;
    private final ProgramProbe programs;
    private final UprobeMultiProbe uprobeMulti;

    /**
     * Prepares trying; asks the kernel nothing yet.
     *
     * @param kernel the kernel
     */
    public Features(Kernel kernel) {
        this.maps = new MapProbe(kernel);
        this.programs = new ProgramProbe(kernel);
        this.uprobeMulti = new UprobeMultiProbe(kernel);
    }

    /**
     * Whether maps of a type can be created. The map type {@code BPF_MAP_TYPE_STRUCT_OPS} is told by the program type of that name, for both came
     * together.
     *
     * @param type number of {@code enum bpf_map_type}
     * @return what creating one has shown
     */
    public Support map(int type) {
        return type == MapProbe.STRUCT_OPS
                ? program(ProgramProbe.STRUCT_OPS)
                : kept("map " + type, () -> maps.attempt(type));
    }

    /**
     * Whether programs of a type can be loaded. For types that attach by BTF, it is enough that the verifier looks at where the program is to attach.
     *
     * @param type number of {@code enum bpf_prog_type}
     * @return what loading one has shown
     */
    public Support program(int type) {
        return kept("program " + type, () -> programs.attempt(type));
    }

    /**
     * Whether programs of a type can call a helper. Answers {@link Support#UNSUPPORTED} also where the kernel has the helper for programs of other
     * types only.
     *
     * @param programType number of {@code enum bpf_prog_type}, one that does not attach by BTF
     * @param helper number of {@code enum bpf_func_id}
     * @return what loading a program that calls it has shown
     */
    public Support helper(int programType, int helper) {
        return kept("helper " + programType + " " + helper, () -> programs.attempt(programType, helper));
    }

    /**
     * Whether programs can be linked to many uprobes at once, of one process too (since 6.6, with the mend of the first kernels that had it).
     *
     * @return what asking for a link to no file has shown
     */
    public Support uprobeMulti() {
        return kept("uprobe.multi", uprobeMulti::attempt);
    }

    private Support kept(String feature, Supplier<Support> attempt) {
        Support before = known.get(feature);
        if (before != null) {
            return before;
        }
        Support now = attempt.get();
        if (now != Support.REFUSED) {
            known.put(feature, now);
        }
        return now;
    }
}
