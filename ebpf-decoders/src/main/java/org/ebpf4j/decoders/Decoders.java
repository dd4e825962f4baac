// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.decode.KeyDecoder;

/**
 * Makes decoders. Their names and what they answer are those of ebpf_exporter's decoders, so that its configurations mean the same here;
 * where its answer was wrong, {@code DECODERS.md} says what differs, and {@link ExporterDecoders} has the wrong answers too.
 *
 * <p>Those that name numbers ({@code errno}, {@code uid}, {@code signal}, ...) take the decimal digits that another decoder gives:
 * {@code uint().then(errno())}. Those that take bytes ({@code uint}, {@code inet_ip}, {@code ksym}, ...) begin a chain. A field that a decoder
 * can't take is an {@link IllegalArgumentException} of {@link KeyDecoder#decode}.
 */
public final class Decoders {
    private Decoders() {}

    /**
     * A decoder by its name: one of those here that take no argument, else one that {@link java.util.ServiceLoader} finds, of whoever provides
     * {@link KeyDecoder} on the class path. Names of this library win.
     *
     * @param name such as {@code ksym} or {@code shard}
     * @return the decoder
     * @throws IllegalArgumentException where there is none; the message has the nearest name
     */
    public static KeyDecoder named(String name) {
        return NamedDecoders.of(name);
    }

    /**
     * A number: 1, 2, 4 or 8 bytes in native order.
     *
     * @return {@code uint}, which gives unsigned decimal digits
     */
    public static KeyDecoder uint() {
        return new UintDecoder();
    }

    /**
     * A signed number: 1, 2, 4 or 8 bytes in native order.
     *
     * @return {@code int}, which gives decimal digits, behind a minus where it is negative
     */
    public static KeyDecoder sint() {
        return new SintDecoder();
    }

    /**
     * Any bytes.
     *
     * @return {@code hex}, which gives two lower-case hexadecimal digits a byte, in the order of memory
     */
    public static KeyDecoder hex() {
        return new HexDecoder();
    }

    /**
     * Text up to its first NUL, or all of it.
     *
     * @return {@code string}, which gives the text; bytes that are no UTF-8 become U+FFFD
     */
    public static KeyDecoder string() {
        return new StringDecoder();
    }

    /**
     * An address of IPv4 (4 bytes) or IPv6 (16 bytes) in network order.
     *
     * @return {@code inet_ip}, which gives {@code 192.0.2.1} or, as RFC 5952 writes it, {@code 2001:db8::1}; an IPv4 address mapped into IPv6 is
     *     given as IPv4
     */
    public static KeyDecoder inetIp() {
        return new InetIpDecoder(false);
    }

    /**
     * A network interface of this process's network namespace: its index as 4 bytes in native order; further bytes are left alone. The names are
     * read again where an index is missing, at most every second, and at least every 30 seconds, because interfaces may be renamed.
     *
     * @return {@code ifname}, which gives a name such as {@code eth0}, else {@code unknown:} and the index
     */
    public static KeyDecoder ifname() {
        return new KernelBound(IfnameDecoder.NAME, kernel -> new IfnameDecoder(kernel, System::nanoTime));
    }

    /**
     * A domain name as it is sent, RFC 1035 section 3.1, without compression: up to its root label or the end of the field.
     *
     * @return {@code dname}, which gives {@code www.example.com}, {@code .} for the root; dots in labels and bytes that are no printable ASCII are
     *     escaped as section 5.1 says
     */
    public static KeyDecoder dname() {
        return new DnameDecoder();
    }

    /**
     * An error number in decimal digits, positive or negative.
     *
     * @return {@code errno}, which gives a name such as {@code ENOENT}, else {@code unknown:} and the number, 0 included
     */
    public static KeyDecoder errno() {
        return new ErrnoDecoder(false);
    }

    /**
     * The number of a system call in decimal digits, of the architecture that this JVM runs on: x86-64 or aarch64.
     *
     * @return {@code syscall}, which gives the kernel's name such as {@code exit_group}, else {@code unknown_syscall:} and the number
     */
    public static KeyDecoder syscall() {
        return syscall(false);
    }

    static KeyDecoder syscall(boolean strict) {
        return SyscallTable.of(System.getProperty("os.arch", "")).decoder(strict);
    }

    /**
     * The address of a kernel function or variable: 8 bytes in native order. Takes CAP_SYSLOG; without it every address is unknown, and the reason
     * is logged once. A name never has the module behind it. The table (a few megabytes) is one for all decoders of a kernel, and read again where an
     * address is missing, at most every ten seconds, and at least every five minutes.
     *
     * @return {@code ksym}, which gives the name of the symbol that begins there, else {@code unknown_addr:0x} and hexadecimal digits
     */
    public static KeyDecoder ksym() {
        return ksym(false);
    }

    static KeyDecoder ksym(boolean strict) {
        return new KernelBound(KsymDecoder.NAME, kernel -> new KsymDecoder(KernelSymbols.of(kernel), strict));
    }

    /**
     * A kernel stack: addresses of 8 bytes each in native order, innermost first, as {@code bpf_get_stack()} writes them; a zero ends it. Takes
     * CAP_SYSLOG; the table is that of {@link #ksym}.
     *
     * @return {@code kstack}, which gives the names of the functions, one a line; {@code ??} for one that can't be told
     */
    public static KeyDecoder kstack() {
        return kstack(false);
    }

    static KeyDecoder kstack(boolean strict) {
        return new KernelBound(StackDecoder.KERNEL, kernel -> StackDecoder.kernel(KernelSymbols.of(kernel), strict));
    }

    /**
     * A block device: its number as 4 bytes in native order, major and minor as {@code new_encode_dev()} of {@code include/linux/kdev_t.h} packs
     * them; further bytes are left alone. {@code /proc/partitions} is read again where a device is missing, at most every second, and at least
     * every minute, so renamed and new devices are seen.
     *
     * @return {@code majorminor}, which gives a name such as {@code sda1}, else {@code unknown:MAJOR:MINOR}
     */
    public static KeyDecoder majorminor() {
        return new KernelBound(MajorMinorDecoder.NAME, kernel -> new MajorMinorDecoder(kernel, System::nanoTime));
    }

    /**
     * A block device: its number as the kernel's structs have it in a {@code dev_t}, 4 bytes in native order: major in the upper 12 bits, minor below
     * ({@code MKDEV()} of {@code include/linux/kdev_t.h}). The table is that of {@link #majorminor}.
     *
     * @return {@code dev_t}, which gives a name such as {@code sda1}, else {@code unknown:MAJOR:MINOR}
     */
    public static KeyDecoder dev() {
        return new KernelBound(
                MajorMinorDecoder.INTERNAL, kernel -> MajorMinorDecoder.internal(kernel, System::nanoTime));
    }

    /**
     * A cgroup: its id as {@code bpf_get_current_cgroup_id()} gives it, in decimal digits. The unified hierarchy (version 2) is walked where an id
     * is missing, at most every two seconds.
     *
     * @return {@code cgroup}, which gives the path such as {@code /sys/fs/cgroup/system.slice/ssh.service}, else {@code unknown_cgroup_id:} and
     *     the id
     */
    public static KeyDecoder cgroup() {
        return new KernelBound(
                CgroupDecoder.NAME, kernel -> new CgroupDecoder(CgroupPaths.of(kernel, System::nanoTime)));
    }

    /**
     * The part of a text that the first matching expression marks: its group, where it has one, else all that it matches. Expressions with several
     * groups never match. A row whose text none matches is dropped.
     *
     * @param expressions in Go's syntax (RE2); a text of more than 4,096 bytes, or one that takes a million steps, is an error
     * @return {@code regexp}
     * @throws IllegalArgumentException where an expression is wrong or there is none
     */
    public static KeyDecoder regexp(List<String> expressions) {
        return RegexpDecoder.of(expressions);
    }

    /**
     * Text by a table, mostly behind another decoder: {@code uint().then(staticMap(Map.of("1", "read", "2", "write")))}.
     *
     * @param labels what each input becomes; copied
     * @return {@code static_map}, which gives {@code unknown:} and the input where the table has no such input
     */
    public static KeyDecoder staticMap(Map<String, String> labels) {
        return new StaticMapDecoder(labels, false);
    }

    /**
     * As {@link #staticMap}, for tables that name only some inputs.
     *
     * @param labels what each input becomes; copied
     * @return {@code static_map}, which gives the input itself where the table has no such input
     */
    public static KeyDecoder staticMapAllowingUnknown(Map<String, String> labels) {
        return new StaticMapDecoder(labels, true);
    }

    /**
     * A vendor of PCI devices, in decimal digits, by the host's {@code pci.ids}.
     *
     * @return {@code pci_vendor}, which gives a name such as {@code Intel Corporation}, else {@code unknown pci vendor: 0x} and four digits
     */
    public static KeyDecoder pciVendor() {
        return pci(PciKind.VENDOR, false);
    }

    /**
     * A PCI device, {@code vendor << 16 | device} in decimal digits, by the host's {@code pci.ids}.
     *
     * @return {@code pci_device}, which gives the device's name, else {@code unknown pci device: 0x} and eight digits
     */
    public static KeyDecoder pciDevice() {
        return pci(PciKind.DEVICE, false);
    }

    /**
     * A class of PCI devices, in decimal digits, by the host's {@code pci.ids}.
     *
     * @return {@code pci_class}, which gives a name such as {@code Network controller}, else {@code unknown pci class: 0x} and two digits
     */
    public static KeyDecoder pciClass() {
        return pci(PciKind.CLASS, false);
    }

    /**
     * A subclass of PCI devices, {@code class << 8 | subclass} in decimal digits, by the host's {@code pci.ids}.
     *
     * @return {@code pci_subclass}, which gives a name such as {@code Ethernet controller}, else {@code unknown pci subclass: 0x} and both
     *     numbers
     */
    public static KeyDecoder pciSubclass() {
        return pci(PciKind.SUBCLASS, false);
    }

    static KeyDecoder pci(PciKind kind, boolean strict) {
        return new KernelBound(kind.decoder, kernel -> new PciDecoder(kernel, kind, strict));
    }

    /**
     * Whether any bit of the field is set, whatever its size.
     *
     * @return {@code bool}, which gives {@code true} or {@code false}
     */
    public static KeyDecoder bool() {
        return new BoolDecoder();
    }

    /**
     * A hardware address of Ethernet: 6 bytes.
     *
     * @return {@code mac}, which gives {@code 02:42:ac:11:00:02}
     */
    public static KeyDecoder mac() {
        return new MacDecoder();
    }

    /**
     * A port in network order: 2 bytes. For ports in native order, such as {@code skc_num}, there is {@link #uint}.
     *
     * @return {@code port}, which gives decimal digits
     */
    public static KeyDecoder port() {
        return new PortDecoder();
    }

    /**
     * A socket's address as {@code sockaddr_in} or {@code sockaddr_in6} has it, 8 or 24 bytes at least; further bytes are left alone.
     *
     * @return {@code sockaddr}, which gives {@code 192.0.2.1:443} or {@code [2001:db8::1]:443}
     */
    public static KeyDecoder sockaddr() {
        return new SockaddrDecoder();
    }

    /**
     * Nanoseconds in decimal digits. What is below a minute has at most three decimals, what is above is in whole seconds; the rest is cut off.
     *
     * @return {@code duration}, which gives {@code 250us}, {@code 1.5ms} or {@code 1h30m}
     */
    public static KeyDecoder duration() {
        return new DurationDecoder();
    }

    /**
     * A universally unique identifier: 16 bytes in the order of RFC 9562.
     *
     * @return {@code uuid}, which gives five groups of hexadecimal digits
     */
    public static KeyDecoder uuid() {
        return new UuidDecoder();
    }

    /**
     * A user's number in decimal digits, by {@code /etc/passwd} alone. It is read again where a number is missing, at most every five seconds, and
     * at least every minute.
     *
     * @return {@code uid}, which gives the user's name, else the number
     */
    public static KeyDecoder uid() {
        return new KernelBound(AccountDecoder.UID, kernel -> AccountDecoder.users(kernel, System::nanoTime));
    }

    /**
     * A group's number in decimal digits, by {@code /etc/group} alone, which is read as {@link #uid} reads its file.
     *
     * @return {@code gid}, which gives the group's name, else the number
     */
    public static KeyDecoder gid() {
        return new KernelBound(AccountDecoder.GID, kernel -> AccountDecoder.groups(kernel, System::nanoTime));
    }

    /**
     * A process by its id in decimal digits, as the kernel's programs number it. In a container, whose {@code /proc} has other numbers, only this process
     * has a name.
     *
     * @return {@code pid}, which gives what {@code /proc/PID/comm} says now, else {@code unknown:} and the id
     */
    public static KeyDecoder pid() {
        return new KernelBound(PidDecoder.NAME, PidDecoder::of);
    }

    /**
     * The pool that a thread is of, from its name ({@code comm}): numbers become stars, so {@code pool-1-thread-7} is of
     * {@code pool-*-thread-*}. The first hundred pools have names of their own.
     *
     * @return {@code thread_group}, which gives the pool, {@code other} for the pools after those
     */
    public static KeyDecoder threadGroup() {
        return threadGroup(ThreadGroupDecoder.MOST);
    }

    /**
     * As {@link #threadGroup()}, with another bound.
     *
     * @param most how many pools have names of their own, 1 or more
     * @return {@code thread_group}
     */
    public static KeyDecoder threadGroup(int most) {
        return new ThreadGroupDecoder(most);
    }

    /**
     * A signal's number in decimal digits.
     *
     * @return {@code signal}, which gives a name such as {@code SIGTERM} or {@code SIGRTMIN+1}, else {@code unknown:} and the number
     */
    public static KeyDecoder signal() {
        return Signals.decoder();
    }

    /**
     * The number of a TCP socket's state in decimal digits.
     *
     * @return {@code tcp_state}, which gives a name such as {@code ESTABLISHED}, else {@code unknown:} and the number
     */
    public static KeyDecoder tcpState() {
        return TcpStates.decoder();
    }

    /**
     * An address family's number in decimal digits.
     *
     * @return {@code address_family}, which gives a name such as {@code AF_INET6}, else {@code unknown:} and the number
     */
    public static KeyDecoder addressFamily() {
        return AddressFamilies.decoder();
    }

    /**
     * The container that a cgroup is of, from its path: {@code uint().then(cgroup()).then(container())}. Paths of Docker, containerd, CRI-O and
     * Podman are known, of both versions of cgroups.
     *
     * @return {@code container}, which gives the innermost container's id of 64 digits, {@code none} for a path outside of containers; an unknown
     *     cgroup stays as it is
     */
    public static KeyDecoder container() {
        return CgroupPart.container();
    }

    /**
     * The Kubernetes pod that a cgroup is of, from its path, as {@link #container}.
     *
     * @return {@code pod}, which gives the pod's uid, {@code none} for a path outside of pods; an unknown cgroup stays as it is
     */
    public static KeyDecoder pod() {
        return CgroupPart.pod();
    }

    /**
     * The systemd unit that a cgroup is of, from its path, as {@link #container}.
     *
     * @return {@code systemd_unit}, which gives the outermost service, scope, socket, mount or swap, else the innermost slice, else {@code none};
     *     an unknown cgroup stays as it is
     */
    public static KeyDecoder systemdUnit() {
        return CgroupPart.systemdUnit();
    }

    /**
     * A network namespace by its inode's number ({@code net->ns.inum}) in decimal digits. The names are read again where a number is missing, at most
     * every second, and at least every 30 seconds.
     *
     * @return {@code netns}, which gives the name under {@code /run/netns}, {@code host} for that of process 1, else {@code unknown:} and the
     *     number
     */
    public static KeyDecoder netns() {
        return new KernelBound(
                NetnsDecoder.NAME,
                kernel -> new NetnsDecoder(Path.of("/run/netns"), Path.of("/proc/1/ns/net"), System::nanoTime));
    }

    /**
     * A stack of this process: addresses of 8 bytes each in native order, innermost first, as {@code bpf_get_stack()} writes them with
     * {@code BPF_F_USER_STACK}; a zero ends it. Native functions are named by the symbols of the files that have them, Java methods by
     * {@code /tmp/perf-PID.map} once {@code jcmd PID Compiler.perfmap} has written it. Mappings and that file are read again where an address is
     * missing, at most every ten seconds, and at least every minute.
     *
     * @return {@code ustack}, which gives the names of the functions, one a line; the file in brackets where only that is known, else {@code ??}
     */
    public static KeyDecoder ustack() {
        return new KernelBound(StackDecoder.USER, kernel -> StackDecoder.ownProcess(kernel, System::nanoTime));
    }

    /**
     * A value of an enum, whose names its BTF has.
     *
     * @param btf that has the type
     * @param typeId of an enum, or of a typedef of one
     * @return {@code enum}, which takes as many bytes as the enum has and gives the first of the value's names, else the number
     * @throws org.ebpf4j.MalformedObjectException where the type is no enum
     */
    public static KeyDecoder enumeration(Btf btf, int typeId) {
        return new EnumDecoder(EnumNames.of(btf, typeId));
    }

    /**
     * Bits whose names are the values of an enum.
     *
     * @param btf that has the type
     * @param typeId of an enum, or of a typedef of one
     * @return {@code flags}, which takes as many bytes as the enum has and gives the names joined with {@code |}, what is left of the number at the
     *     end such as {@code 0x40}; the name of 0, or {@code 0}, where no bit is set
     * @throws org.ebpf4j.MalformedObjectException where the type is no enum
     */
    public static KeyDecoder flags(Btf btf, int typeId) {
        return new FlagsDecoder(EnumNames.of(btf, typeId));
    }
}
