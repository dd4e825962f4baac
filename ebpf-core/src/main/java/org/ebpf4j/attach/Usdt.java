// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.nio.file.Path;
import java.util.List;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.elf.ExecutableFile;
import org.ebpf4j.elf.UsdtProbe;
import org.ebpf4j.kernel.Kernel;

/**
 * A USDT probe: a place that a program's author made for tracing, with {@code <sys/sdt.h>} or DTrace's tools, in C or in the JVM itself
 * ({@code libjvm.so:hotspot:gc__begin}). Section {@code usdt/FILE:PROVIDER:NAME}. Every place of the probe is attached to, and the probe's
 * semaphore is raised as long as the link lives.
 *
 * <p>The program reads its arguments with {@code bpf_usdt_arg}, from {@code ebpf4j_usdt.bpf.h} or libbpf's {@code bpf/usdt.bpf.h}; its object's
 * maps are told where they are. Where the kernel has no cookies (before 5.15), a place is known by its address, which takes a process that runs
 * already, unless the file is an executable that can't be moved.
 *
 * <p>By uprobe.multi links where the kernel has them (since 6.6) and the program stands in a section {@code usdt}, else by perf events: semaphores
 * since 4.20. Takes CAP_BPF, CAP_PERFMON and, by perf events on kernels patched in 2025 or later, CAP_SYS_ADMIN.
 *
 * @param binary an absolute path, or a name such as {@code libjvm.so}, looked for as {@link Uprobe} does
 * @param provider who offers the probe
 * @param name the probe's name
 * @param cookie what {@code bpf_usdt_cookie} gives the program
 * @param pid the process, -1 for all
 */
public record Usdt(String binary, String provider, String name, long cookie, int pid) implements AttachTarget {
    /**
     * A probe, in any process.
     *
     * @param binary path or name of the file
     * @param provider who offers the probe
     * @param name the probe's name
     * @return the target
     */
    public static Usdt at(String binary, String provider, String name) {
        return new Usdt(binary, provider, name, 0, -1);
    }

    /**
     * The same with a number that the program is given.
     *
     * @param number what {@code bpf_usdt_cookie} gives
     * @return a target
     */
    public Usdt withCookie(long number) {
        return new Usdt(binary, provider, name, number, pid);
    }

    /**
     * The same in one process only.
     *
     * @param process its id
     * @return a target
     */
    public Usdt inProcess(int process) {
        return new Usdt(binary, provider, name, cookie, process);
    }

    /**
     * The same in this process only.
     *
     * @return a target
     */
    public Usdt inThisProcess() {
        return inProcess((int) ProcessHandle.current().pid());
    }

    /**
     * The probes that a file offers; no privilege is needed.
     *
     * @param file an executable or shared library
     * @return in the order of the file, one for each place; empty for none
     * @throws MalformedObjectException where it is no such file, or damaged
     * @throws NotFoundException where it can't be read
     */
    public static List<UsdtProbe> probesOf(Path file) {
        return ExecutableFile.read(file).usdtProbes();
    }

    static Usdt parse(String section, String target) {
        int last = target.lastIndexOf(':');
        int first = target.lastIndexOf(':', last - 1);
        if (first <= 0 || last - first < 2 || last == target.length() - 1) {
            throw new MalformedObjectException(
                    "section " + section + " does not name a probe; write SEC(\"usdt/FILE:PROVIDER:NAME\")");
        }
        String file = target.substring(0, first);
        return at(
                file.contains("/") && !file.startsWith("/") ? "/" + file : file,
                target.substring(first + 1, last),
                target.substring(last + 1));
    }

    /** For programs whose object has no maps that could be told of the probe, which is refused. */
    @Override
    public Link attach(Kernel kernel, String program, int programFd) {
        throw noMaps(AttachFailure.what(program, this));
    }

    @Override
    public Link attach(LoadedProgram program) {
        String what = AttachFailure.what(program.name(), this);
        Binary file = Binary.find(program.kernel(), what, binary, processToLookAt());
        ExecutableFile executable = file.executable();
        List<UsdtProbe> places = new UsdtProbes(what, executable).places(provider, name);
        UsdtAttachment attachment = new UsdtAttachment(this, program, what, file.path());
        return attachment.attach(executable, places);
    }

    /** 0 for this one. */
    int processToLookAt() {
        return pid == ProcessHandle.current().pid() ? 0 : pid;
    }

    /**
     * What an object is told that can't be told of probes.
     *
     * @param what begins the message
     * @return to be thrown
     */
    public static NotFoundException noMaps(String what) {
        return new NotFoundException(what
                + ": its object has no map __bpf_usdt_specs, where programs find a probe's arguments; #include <ebpf4j_usdt.bpf.h> or libbpf's"
                + " <bpf/usdt.bpf.h>");
    }

    @Override
    public String toString() {
        return "usdt/" + binary + ":" + provider + ":" + name + (pid < 0 ? "" : " of process " + pid);
    }
}
