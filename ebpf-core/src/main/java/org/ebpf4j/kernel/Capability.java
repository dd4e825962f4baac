// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

/** The privileges into which Linux divides root's power, with their numbers from {@code include/uapi/linux/capability.h}. */
public enum Capability {
    /** Changing owners of files. */
    CAP_CHOWN(0),
    /** Passing by file permissions. */
    CAP_DAC_OVERRIDE(1),
    /** Passing by read and search permissions: tracefs, cgroup notifications. */
    CAP_DAC_READ_SEARCH(2),
    /** Acting as the owner of any file. */
    CAP_FOWNER(3),
    /** Keeping set-id bits. */
    CAP_FSETID(4),
    /** Signalling any process. */
    CAP_KILL(5),
    /** Changing group ids. */
    CAP_SETGID(6),
    /** Changing user ids. */
    CAP_SETUID(7),
    /** Changing capability sets. */
    CAP_SETPCAP(8),
    /** Changing immutable files. */
    CAP_LINUX_IMMUTABLE(9),
    /** Binding ports below 1024. */
    CAP_NET_BIND_SERVICE(10),
    /** Broadcasting. */
    CAP_NET_BROADCAST(11),
    /** Administering networks; program types that act on packets or sockets. */
    CAP_NET_ADMIN(12),
    /** Raw sockets. */
    CAP_NET_RAW(13),
    /** Locking memory. */
    CAP_IPC_LOCK(14),
    /** Passing by permissions of System V IPC. */
    CAP_IPC_OWNER(15),
    /** Loading kernel modules. */
    CAP_SYS_MODULE(16),
    /** Raw input and output. */
    CAP_SYS_RAWIO(17),
    /** Changing the root directory. */
    CAP_SYS_CHROOT(18),
    /** Looking into other processes. */
    CAP_SYS_PTRACE(19),
    /** Process accounting. */
    CAP_SYS_PACCT(20),
    /** Administering the system; in place of CAP_BPF and CAP_PERFMON, alone before 5.8; ids and run-time statistics of programs. */
    CAP_SYS_ADMIN(21),
    /** Rebooting. */
    CAP_SYS_BOOT(22),
    /** Raising priorities. */
    CAP_SYS_NICE(23),
    /** Raising limits; locked memory for maps before 5.11. */
    CAP_SYS_RESOURCE(24),
    /** Setting the clock. */
    CAP_SYS_TIME(25),
    /** Configuring terminals. */
    CAP_SYS_TTY_CONFIG(26),
    /** Making device files. */
    CAP_MKNOD(27),
    /** Leases on files. */
    CAP_LEASE(28),
    /** Writing the audit log. */
    CAP_AUDIT_WRITE(29),
    /** Configuring auditing. */
    CAP_AUDIT_CONTROL(30),
    /** Setting capabilities of files. */
    CAP_SETFCAP(31),
    /** Passing by mandatory access control. */
    CAP_MAC_OVERRIDE(32),
    /** Configuring mandatory access control. */
    CAP_MAC_ADMIN(33),
    /** Reading the kernel's log and its addresses in /proc/kallsyms. */
    CAP_SYSLOG(34),
    /** Waking the system. */
    CAP_WAKE_ALARM(35),
    /** Keeping the system awake. */
    CAP_BLOCK_SUSPEND(36),
    /** Reading the audit log. */
    CAP_AUDIT_READ(37),
    /** Performance monitoring: tracing programs and perf events (since 5.8). */
    CAP_PERFMON(38),
    /** Creating maps and loading programs (since 5.8). */
    CAP_BPF(39),
    /** Checkpoint and restore (since 5.9). */
    CAP_CHECKPOINT_RESTORE(40);

    private final int number;

    Capability(int number) {
        this.number = number;
    }

    /**
     * The number.
     *
     * @return the bit in a capability set, 0 to 63
     */
    public int number() {
        return number;
    }

    /** The name without its prefix, as container tools take it. */
    String shortName() {
        return name().substring("CAP_".length());
    }

    /** Whether the kernel's checks for eBPF take {@link #CAP_SYS_ADMIN} in its place. */
    boolean impliedByAdmin() {
        return this == CAP_BPF || this == CAP_PERFMON || this == CAP_NET_ADMIN;
    }
}
