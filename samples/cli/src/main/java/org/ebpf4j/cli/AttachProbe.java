// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ebpf4j.BpfException;
import org.ebpf4j.PermissionException;
import org.ebpf4j.attach.Tracepoint;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.KernelTypes;
import org.ebpf4j.kernel.PerfEvent;
import org.ebpf4j.kernel.ProgramLoad;
import org.ebpf4j.kernel.Support;
import org.ebpf4j.spec.ProgramType;

/** Attaches a program that does nothing for a moment, wherever that disturbs nobody. */
final class AttachProbe {
    private static final int TRACE_RAW_TP = 23;
    private static final int TRACE_FENTRY = 24;
    private static final int PERF_TYPE_SOFTWARE = 1;

    private final Kernel kernel;

    AttachProbe(Kernel kernel) {
        this.kernel = kernel;
    }

    Map<String, Support> attempt() {
        Map<String, Support> kinds = new LinkedHashMap<>();
        kinds.put("tracepoint", tracepoint());
        kinds.put("raw_tracepoint", raw(load(ProgramType.RAW_TRACEPOINT, 0, 0), "sys_enter"));
        kinds.put("tp_btf", byType(TRACE_RAW_TP, "btf_trace_sys_enter", BtfKind.TYPEDEF));
        kinds.put("fentry", byType(TRACE_FENTRY, "do_nanosleep", BtfKind.FUNC));
        kinds.put("perf_event", perfEvent());
        kinds.put("kprobe", source("kprobe"));
        kinds.put("uprobe", source("uprobe"));
        return kinds;
    }

    private Support tracepoint() {
        int program = load(ProgramType.TRACEPOINT, 0, 0);
        if (program < 0) {
            return support(program);
        }
        try {
            Tracepoint.at("sched", "sched_switch")
                    .attach(kernel, "probe", program)
                    .close();
            return Support.SUPPORTED;
        } catch (PermissionException e) {
            return Support.REFUSED;
        } catch (BpfException e) {
            return Support.UNSUPPORTED;
        } finally {
            kernel.close(program);
        }
    }

    private Support byType(int attachType, String name, BtfKind kind) {
        Btf types;
        try {
            types = KernelTypes.read(kernel);
        } catch (BpfException e) {
            return Support.UNSUPPORTED;
        }
        int id = types.find(name, kind);
        return id == 0 ? Support.UNSUPPORTED : raw(load(ProgramType.TRACING, attachType, id), "");
    }

    /** Opens a raw tracepoint, by name or, where that is empty, by what the program was loaded for. */
    private Support raw(int program, String name) {
        if (program < 0) {
            return support(program);
        }
        int link = kernel.rawTracepointOpen(name.isEmpty() ? null : name, program, 0);
        kernel.close(program);
        return closed(link);
    }

    private Support perfEvent() {
        int event = kernel.perfEventOpen(new PerfEvent(PERF_TYPE_SOFTWARE, 0, 1_000_000_000, -1, 0));
        if (event < 0) {
            return support(event);
        }
        int program = load(ProgramType.PERF_EVENT, 0, 0);
        int link = program < 0 ? program : kernel.perfEventAttach(event, program, 0);
        if (program >= 0) {
            kernel.close(program);
        }
        if (link > 0) {
            kernel.close(link);
        }
        kernel.close(event);
        return support(link);
    }

    /** Whether the kernel has the source of events; a probe somewhere would slow down whoever passes by. */
    private Support source(String name) {
        try (InputStream type = kernel.openFile("/sys/bus/event_source/devices/" + name + "/type")) {
            return type.read() < 0 ? Support.UNSUPPORTED : Support.SUPPORTED;
        } catch (IOException e) {
            return Support.UNSUPPORTED;
        }
    }

    private int load(ProgramType type, int attachType, int attachId) {
        // r0 = 0; exit
        ByteBuffer code = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        code.putLong(0xb7).putLong(0x95).flip();
        ByteBuffer none = ByteBuffer.allocate(0);
        return kernel.programLoad(
                new ProgramLoad(
                        "probe", type.number(), attachType, 0, "GPL", 0, code, 0, none, 0, none, 0, attachId, 0),
                null);
    }

    private Support closed(int fd) {
        if (fd >= 0) {
            kernel.close(fd);
        }
        return support(fd);
    }

    private static Support support(int result) {
        if (result >= 0) {
            return Support.SUPPORTED;
        }
        return Errno.isRefusal(result) ? Support.REFUSED : Support.UNSUPPORTED;
    }
}
