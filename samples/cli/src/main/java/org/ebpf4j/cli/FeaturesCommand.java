// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ebpf4j.kernel.Features;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.Support;
import org.ebpf4j.kernel.linux.LinuxKernel;
import org.ebpf4j.spec.MapType;
import org.ebpf4j.spec.ProgramType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "features",
        description = {
            "Says what this kernel can do, by trying it; what is created for that is let go of at once.",
            "\"refused\" means that this process is not allowed to find out."
        },
        mixinStandardHelpOptions = true)
final class FeaturesCommand implements Callable<Integer> {
    /** {@code enum bpf_func_id}; tried in programs of type tracepoint. */
    private static final Map<String, Integer> HELPERS = new LinkedHashMap<>();

    static {
        HELPERS.put("get_stackid", 27);
        HELPERS.put("probe_write_user", 36);
        HELPERS.put("perf_event_read_value", 55);
        HELPERS.put("get_stack", 67);
        HELPERS.put("get_current_cgroup_id", 80);
        HELPERS.put("send_signal", 109);
        HELPERS.put("probe_read_user", 112);
        HELPERS.put("probe_read_kernel", 113);
        HELPERS.put("ktime_get_boot_ns", 125);
        HELPERS.put("ringbuf_output", 130);
        HELPERS.put("ringbuf_reserve", 131);
        HELPERS.put("get_current_task_btf", 158);
        HELPERS.put("for_each_map_elem", 164);
        HELPERS.put("snprintf", 165);
        HELPERS.put("get_attach_cookie", 174);
        HELPERS.put("loop", 181);
        HELPERS.put("strncmp", 182);
        HELPERS.put("ktime_get_tai_ns", 208);
        HELPERS.put("user_ringbuf_drain", 209);
    }

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = command.commandLine().getOut();
        Kernel kernel = LinuxKernel.open();
        Features features = new Features(kernel);
        out.println("map types:");
        for (MapType type : MapType.values()) {
            if (type != MapType.UNSPEC) {
                print(out, type.toString(), features.map(type.number()));
            }
        }
        out.println("\nprogram types:");
        for (ProgramType type : ProgramType.values()) {
            if (type != ProgramType.UNSPEC) {
                print(out, type.toString(), features.program(type.number()));
            }
        }
        out.println("\nhelpers of tracepoint programs:");
        HELPERS.forEach((name, number) -> print(out, name, features.helper(ProgramType.TRACEPOINT.number(), number)));
        out.println("\nwhere programs can be attached:");
        new AttachProbe(kernel).attempt().forEach((kind, support) -> print(out, kind, support));
        return 0;
    }

    private static void print(PrintWriter out, String feature, Support support) {
        String word = support.name().toLowerCase(Locale.ROOT);
        out.println(String.format("  %-24s%s", feature, word));
    }
}
