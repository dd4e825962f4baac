// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

/** Which kernels have the structures whose functions may be programs. Source: {@code REGISTER_BPF_STRUCT_OPS} and its like in the kernel. */
enum StructOpsHome {
    TCP_CONGESTION_OPS("5.6", "CONFIG_BPF_JIT and CONFIG_INET"),
    HID_BPF_OPS("6.11", "CONFIG_HID_BPF"),
    SCHED_EXT_OPS("6.12", "CONFIG_SCHED_CLASS_EXT"),
    QDISC_OPS("6.16", "CONFIG_NET_SCH_BPF"),
    SMC_HS_CTRL("6.19", "CONFIG_SMC_HS_CTRL_BPF");

    private final String since;
    private final String options;

    StructOpsHome(String since, String options) {
        this.since = since;
        this.options = options;
    }

    /** What to run instead of a kernel that lacks a structure, as the end of a sentence. */
    static String of(String type) {
        for (StructOpsHome home : values()) {
            if (home.name().equalsIgnoreCase(type)) {
                return "it takes Linux " + home.since + " or later built with " + home.options;
            }
        }
        return "run one that does, or check the name";
    }
}
