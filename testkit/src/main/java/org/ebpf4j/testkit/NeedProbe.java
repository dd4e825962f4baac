// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.ebpf4j.BpfException;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Features;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.KernelTypes;
import org.ebpf4j.kernel.LinkCreate;
import org.ebpf4j.kernel.LinkDetails;
import org.ebpf4j.kernel.MapCreate;
import org.ebpf4j.kernel.PerfEvent;
import org.ebpf4j.kernel.ProgramLoad;
import org.ebpf4j.kernel.Support;

/** Tries what a {@link Need} stands for, and leaves nothing open. Answers the reason why it did not work, empty where it did. */
final class NeedProbe {
    private static final String VMLINUX = "/sys/kernel/btf/vmlinux";
    private static final int MAP_TYPE_ARRAY = 2;
    private static final int MAP_TYPE_RINGBUF = 27;
    private static final int MAP_TYPE_TASK_STORAGE = 29;
    private static final int MAP_TYPE_USER_RINGBUF = 31;
    private static final int MAP_TYPE_ARENA = 33;
    private static final int TRACE_RAW_TP = 23;
    private static final int TRACE_FENTRY = 24;
    private static final int TRACE_UPROBE_MULTI = 48;
    private static final int PROGRAM_SCHED_CLS = 3;
    private static final int PROGRAM_XDP = 6;
    private static final int PROGRAM_NETFILTER = 32;
    private static final int ATTACH_XDP = 37;
    private static final int ATTACH_NETFILTER = 45;
    private static final int ATTACH_TCX_INGRESS = 46;
    private static final int SOFTWARE_EVENT = 1;
    private static final int SMALLEST_RING = 64 << 10;

    /** {@code r0 = 0; exit}, as 64-bit words in little-endian order. */
    private static final long[] RETURN_0 = {0xb7, 0x95};

    private NeedProbe() {}

    static Optional<String> bpf(Kernel kernel) {
        return opened(
                        kernel,
                        kernel.mapCreate(map(MAP_TYPE_ARRAY, Integer.BYTES, Integer.BYTES, 1)),
                        "creating a map answered %s; run as root or with CAP_BPF and CAP_PERFMON")
                .or(() -> opened(
                        kernel,
                        kernel.programLoad(program(ProgramObject.RAW_TRACEPOINT, 0, 0), null),
                        "loading a raw tracepoint program answered %s; run as root or with CAP_BPF and CAP_PERFMON"));
    }

    static Optional<String> btf(Kernel kernel) {
        return readable(kernel, VMLINUX);
    }

    static Optional<String> tracefs(Kernel kernel) {
        String event = "tracing/events/sched/sched_switch/id";
        Optional<String> missing = readable(kernel, "/sys/kernel/" + event);
        return missing.isEmpty()
                        || readable(kernel, "/sys/kernel/debug/" + event).isEmpty()
                ? Optional.empty()
                : missing;
    }

    static Optional<String> command(String... command) {
        String line = String.join(" ", command);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0 ? Optional.empty() : Optional.of(line + " fails");
        } catch (IOException e) {
            return Optional.of(command[0] + " is not installed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted while " + line + " ran");
        }
    }

    /** In the first user namespace there are none to be had, and a kernel that knows of them says just that. */
    static Optional<String> token(Kernel kernel) {
        int root = kernel.open("/sys/fs/bpf");
        if (root < 0) {
            return Optional.of("opening /sys/fs/bpf answered " + Errno.describe(root));
        }
        int answer = kernel.tokenCreate(root);
        kernel.close(root);
        return answer == -Errno.EOPNOTSUPP.number()
                ? Optional.empty()
                : Optional.of("making a token of /sys/fs/bpf answered " + Errno.describe(answer));
    }

    static Optional<String> tracing(Kernel kernel) {
        return tracing(kernel, "btf_trace_sched_switch", BtfKind.TYPEDEF, TRACE_RAW_TP);
    }

    static Optional<String> fentry(Kernel kernel) {
        return tracing(kernel, "vfs_open", BtfKind.FUNC, TRACE_FENTRY);
    }

    static Optional<String> kprobe(Kernel kernel) {
        return readable(kernel, "/sys/bus/event_source/devices/kprobe/type");
    }

    static Optional<String> uprobe(Kernel kernel) {
        return readable(kernel, "/sys/bus/event_source/devices/uprobe/type");
    }

    static Optional<String> uprobeMulti(Kernel kernel) {
        int program = kernel.programLoad(program(ProgramObject.KPROBE, TRACE_UPROBE_MULTI, 0), null);
        if (program < 0) {
            return opened(kernel, program, "loading a program for many uprobes answered %s");
        }
        LinkDetails nowhere = new LinkDetails.UprobeMulti("/", List.of(0L), List.of(), List.of(), 0, 0);
        int link = kernel.linkCreate(new LinkCreate(program, 0, TRACE_UPROBE_MULTI, 0, nowhere));
        kernel.close(program);
        // A directory can't be probed: where such links are known, that is what is wrong.
        return link == -Errno.EBADF.number()
                ? Optional.empty()
                : opened(kernel, link, "attaching to many uprobes answered %s; kernels can since 6.6");
    }

    static Optional<String> netAdmin(Kernel kernel) {
        int fd = kernel.programLoad(program(PROGRAM_XDP, ATTACH_XDP, 0), null);
        return opened(kernel, fd, "loading an XDP program answered %s; it takes CAP_NET_ADMIN");
    }

    static Optional<String> netfilter(Kernel kernel) {
        int fd = kernel.programLoad(program(PROGRAM_NETFILTER, ATTACH_NETFILTER, 0), null);
        return opened(kernel, fd, "loading a netfilter program answered %s; kernels have them since 6.4");
    }

    static Optional<String> tcx(Kernel kernel) {
        int program = kernel.programLoad(program(PROGRAM_SCHED_CLS, 0, 0), null);
        if (program < 0) {
            return opened(kernel, program, "loading a traffic control program answered %s");
        }
        // No interface has the highest index: where such links are known, that is what is wrong.
        LinkCreate nowhere =
                new LinkCreate(program, Integer.MAX_VALUE, ATTACH_TCX_INGRESS, 0, new LinkDetails.Anchor(0, 0));
        int link = kernel.linkCreate(nowhere);
        kernel.close(program);
        return link == -Errno.ENODEV.number()
                ? Optional.empty()
                : opened(
                        kernel, link, "attaching to an interface's traffic control answered %s; kernels can since 6.6");
    }

    static Optional<String> cgroup(Kernel kernel) {
        String mounts = "/proc/self/mounts";
        try (InputStream file = kernel.openFile(mounts)) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return text.contains(" cgroup2 ") ? Optional.empty() : Optional.of("no cgroup2 is mounted");
        } catch (IOException e) {
            return Optional.of(mounts + " can't be read (" + e + ")");
        }
    }

    static Optional<String> perfEvent(Kernel kernel) {
        int fd = kernel.perfEventOpen(new PerfEvent(SOFTWARE_EVENT, 0, 1_000_000, -1, 0));
        return opened(kernel, fd, "opening the CPU clock as a perf event answered %s; it takes CAP_PERFMON");
    }

    static Optional<String> ringBuffer(Kernel kernel) {
        int fd = kernel.mapCreate(map(MAP_TYPE_RINGBUF, 0, 0, SMALLEST_RING));
        return opened(kernel, fd, "creating a ring buffer answered %s; kernels have them since 5.8");
    }

    static Optional<String> taskStorage(Kernel kernel) {
        return new Features(kernel).map(MAP_TYPE_TASK_STORAGE) == Support.SUPPORTED
                ? Optional.empty()
                : Optional.of("a map that stores values with threads can't be created; kernels have them since 5.11");
    }

    static Optional<String> userRingBuffer(Kernel kernel) {
        int fd = kernel.mapCreate(map(MAP_TYPE_USER_RINGBUF, 0, 0, SMALLEST_RING));
        return opened(kernel, fd, "creating a user ring buffer answered %s; kernels have them since 6.1");
    }

    static Optional<String> arena(Kernel kernel) {
        int fd = kernel.mapCreate(new MapCreate("need", MAP_TYPE_ARENA, 0, 0, 1, MapFlags.MMAPABLE, 0, 0, 0, 0, 0, 0));
        return opened(kernel, fd, "creating an arena answered %s; kernels have them since 6.9");
    }

    static Optional<String> bpfFileSystem(Kernel kernel) {
        try (InputStream file = kernel.openFile("/proc/mounts")) {
            String mounts = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return mounts.contains(" /sys/fs/bpf bpf ")
                    ? Optional.empty()
                    : Optional.of("nothing is mounted there; mount -t bpf bpf /sys/fs/bpf");
        } catch (IOException e) {
            return Optional.of("/proc/mounts can't be read (" + e + ")");
        }
    }

    private static Optional<String> tracing(Kernel kernel, String name, BtfKind kind, int attachType) {
        int id;
        try {
            id = KernelTypes.read(kernel).find(name, kind);
        } catch (BpfException e) {
            return Optional.of(VMLINUX + " can't be read (" + e.getMessage() + ")");
        }
        if (id == 0) {
            return Optional.of(VMLINUX + " has no " + name);
        }
        int fd = kernel.programLoad(program(ProgramObject.TRACING, attachType, id), null);
        return opened(kernel, fd, "loading a program for " + name + " answered %s");
    }

    private static Optional<String> opened(Kernel kernel, int answer, String reason) {
        if (answer < 0) {
            return Optional.of(String.format(reason, Errno.describe(answer)));
        }
        kernel.close(answer);
        return Optional.empty();
    }

    private static Optional<String> readable(Kernel kernel, String path) {
        try (InputStream file = kernel.openFile(path)) {
            return file.read() < 0 ? Optional.of(path + " is empty") : Optional.empty();
        } catch (IOException e) {
            return Optional.of(path + " can't be read (" + e + ")");
        }
    }

    private static MapCreate map(int type, int keySize, int valueSize, int maxEntries) {
        return new MapCreate("ebpf4j_probe", type, keySize, valueSize, maxEntries, 0, 0, 0, 0, 0, 0, 0);
    }

    private static ProgramLoad program(int type, int attachType, int attachBtfId) {
        ByteBuffer instructions =
                ByteBuffer.allocate(RETURN_0.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long instruction : RETURN_0) {
            instructions.putLong(instruction);
        }
        ByteBuffer none = ByteBuffer.allocate(0);
        return new ProgramLoad(
                "ebpf4j_probe",
                type,
                attachType,
                0,
                "GPL",
                0,
                instructions.flip(),
                0,
                none,
                0,
                none,
                0,
                attachBtfId,
                0);
    }
}
