// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import org.jspecify.annotations.Nullable;

/**
 * The error numbers of Linux as {@link Kernel} answers them, negated. The numbers hold for x86-64 and aarch64; names and numbers are those of
 * {@code include/uapi/asm-generic/errno-base.h}, {@code errno.h} and, for {@link #ENOTSUPP}, {@code include/linux/errno.h}.
 */
public enum Errno {
    /** Not allowed: a capability is missing, or a seccomp filter, lockdown or security module refused. */
    EPERM(1),
    /** There is no such thing: file, key, tracepoint, or object id. */
    ENOENT(2),
    /** There is no such process, or no such kernel symbol. */
    ESRCH(3),
    /** A signal came in between. */
    EINTR(4),
    /** Reading or writing a device failed. */
    EIO(5),
    /** There is no such device or address. */
    ENXIO(6),
    /** Too much: a full map, or a structure with fields that this kernel does not know. */
    E2BIG(7),
    /** The file is not of an executable format. */
    ENOEXEC(8),
    /** The descriptor is not open, or not of the right kind. */
    EBADF(9),
    /** There is no child process to wait for. */
    ECHILD(10),
    /** Not now: the same call may succeed later. */
    EAGAIN(11),
    /** The kernel has no memory for it, or a limit on locked memory is reached. */
    ENOMEM(12),
    /** Access denied: file permissions, or the verifier found a forbidden access. */
    EACCES(13),
    /** An address is not in this process's memory. */
    EFAULT(14),
    /** A block device was expected. */
    ENOTBLK(15),
    /** The thing is in use. */
    EBUSY(16),
    /** It is there already. */
    EEXIST(17),
    /** The two paths are on different file systems. */
    EXDEV(18),
    /** The device does not support this, or a CPU is offline. */
    ENODEV(19),
    /** Part of the path is not a directory. */
    ENOTDIR(20),
    /** The path is a directory. */
    EISDIR(21),
    /** An argument is wrong, or this kernel does not know the request. */
    EINVAL(22),
    /** The whole system has too many open files. */
    ENFILE(23),
    /** This process has too many open files. */
    EMFILE(24),
    /** The descriptor does not take this ioctl request. */
    ENOTTY(25),
    /** The file is being executed. */
    ETXTBSY(26),
    /** The file would become too large. */
    EFBIG(27),
    /** There is no room: a full device, a log buffer or a batch that is too small. */
    ENOSPC(28),
    /** The descriptor has no position to move. */
    ESPIPE(29),
    /** The file system is read-only. */
    EROFS(30),
    /** The file has too many links. */
    EMLINK(31),
    /** Nobody reads the other end. */
    EPIPE(32),
    /** The argument is outside the function's domain. */
    EDOM(33),
    /** The result or offset is out of range. */
    ERANGE(34),
    /** Waiting would never end. */
    EDEADLK(35),
    /** The name is too long. */
    ENAMETOOLONG(36),
    /** There are no locks left. */
    ENOLCK(37),
    /** This kernel has no such system call. */
    ENOSYS(38),
    /** The directory is not empty. */
    ENOTEMPTY(39),
    /** Symbolic links form a loop, or programs are attached in one. */
    ELOOP(40),
    /** There is no message of that type. */
    ENOMSG(42),
    /** The identifier was removed. */
    EIDRM(43),
    /** The channel number is out of range. */
    ECHRNG(44),
    /** Level 2 is out of step. */
    EL2NSYNC(45),
    /** Level 3 has stopped. */
    EL3HLT(46),
    /** Level 3 was reset. */
    EL3RST(47),
    /** The link number is out of range. */
    ELNRNG(48),
    /** No protocol driver is attached. */
    EUNATCH(49),
    /** No CSI structure is left. */
    ENOCSI(50),
    /** Level 2 has stopped. */
    EL2HLT(51),
    /** The exchange is not valid. */
    EBADE(52),
    /** The request descriptor is not valid. */
    EBADR(53),
    /** The exchange is full. */
    EXFULL(54),
    /** There is no anode. */
    ENOANO(55),
    /** The request code is not valid. */
    EBADRQC(56),
    /** The slot is not valid. */
    EBADSLT(57),
    /** The font file is malformed. */
    EBFONT(59),
    /** The device is not a stream. */
    ENOSTR(60),
    /** There is no data. */
    ENODATA(61),
    /** A timer ran out. */
    ETIME(62),
    /** There are no stream resources left. */
    ENOSR(63),
    /** The machine has no network. */
    ENONET(64),
    /** A package is not installed. */
    ENOPKG(65),
    /** The object is on another machine. */
    EREMOTE(66),
    /** The link was cut. */
    ENOLINK(67),
    /** Advertising failed. */
    EADV(68),
    /** Mounting remotely failed. */
    ESRMNT(69),
    /** Sending failed. */
    ECOMM(70),
    /** The protocol was violated. */
    EPROTO(71),
    /** Several hops were tried. */
    EMULTIHOP(72),
    /** An error of the remote file sharing system. */
    EDOTDOT(73),
    /** The message is malformed. */
    EBADMSG(74),
    /** The value does not fit its type. */
    EOVERFLOW(75),
    /** The name is in use on the network. */
    ENOTUNIQ(76),
    /** The descriptor is in a state that does not allow this. */
    EBADFD(77),
    /** The remote address changed. */
    EREMCHG(78),
    /** A shared library can't be read. */
    ELIBACC(79),
    /** A shared library is damaged. */
    ELIBBAD(80),
    /** A library section is damaged. */
    ELIBSCN(81),
    /** Too many shared libraries are linked. */
    ELIBMAX(82),
    /** A shared library can't be run by itself. */
    ELIBEXEC(83),
    /** The bytes form no valid sequence, or an address is not at an instruction's start. */
    EILSEQ(84),
    /** The call is to be made again. */
    ERESTART(85),
    /** The stream pipe failed. */
    ESTRPIPE(86),
    /** There are too many users. */
    EUSERS(87),
    /** The descriptor is not a socket. */
    ENOTSOCK(88),
    /** The call lacks a destination. */
    EDESTADDRREQ(89),
    /** The message is too long. */
    EMSGSIZE(90),
    /** The protocol does not match the socket's type. */
    EPROTOTYPE(91),
    /** The protocol has no such option. */
    ENOPROTOOPT(92),
    /** The protocol is not supported. */
    EPROTONOSUPPORT(93),
    /** The socket type is not supported. */
    ESOCKTNOSUPPORT(94),
    /** The target does not support the operation. */
    EOPNOTSUPP(95),
    /** The protocol family is not supported. */
    EPFNOSUPPORT(96),
    /** The address family is not supported by the protocol. */
    EAFNOSUPPORT(97),
    /** The address is in use. */
    EADDRINUSE(98),
    /** The address or port can't be had. */
    EADDRNOTAVAIL(99),
    /** The network is down. */
    ENETDOWN(100),
    /** No way leads to the network. */
    ENETUNREACH(101),
    /** The network dropped the connection. */
    ENETRESET(102),
    /** The connection was given up on this side. */
    ECONNABORTED(103),
    /** The connection was reset by the other side. */
    ECONNRESET(104),
    /** There is no buffer space. */
    ENOBUFS(105),
    /** The socket is connected already. */
    EISCONN(106),
    /** The socket is not connected. */
    ENOTCONN(107),
    /** The socket was shut down. */
    ESHUTDOWN(108),
    /** There are too many references. */
    ETOOMANYREFS(109),
    /** No answer came in time. */
    ETIMEDOUT(110),
    /** The other side refused the connection. */
    ECONNREFUSED(111),
    /** The other host is down. */
    EHOSTDOWN(112),
    /** No way leads to the host. */
    EHOSTUNREACH(113),
    /** The operation is under way already. */
    EALREADY(114),
    /** The operation goes on in the background. */
    EINPROGRESS(115),
    /** The file handle is out of date. */
    ESTALE(116),
    /** The file system needs to be repaired. */
    EUCLEAN(117),
    /** Not a named file of XENIX. */
    ENOTNAM(118),
    /** There are no XENIX semaphores. */
    ENAVAIL(119),
    /** A named file of XENIX. */
    EISNAM(120),
    /** Reading or writing failed on the other machine. */
    EREMOTEIO(121),
    /** A quota is used up. */
    EDQUOT(122),
    /** The drive is empty. */
    ENOMEDIUM(123),
    /** The medium is of the wrong type. */
    EMEDIUMTYPE(124),
    /** The operation was cancelled. */
    ECANCELED(125),
    /** A key is not to be had. */
    ENOKEY(126),
    /** The key has expired. */
    EKEYEXPIRED(127),
    /** The key was revoked. */
    EKEYREVOKED(128),
    /** The key was rejected. */
    EKEYREJECTED(129),
    /** The owner of a lock died. */
    EOWNERDEAD(130),
    /** The state can't be recovered. */
    ENOTRECOVERABLE(131),
    /** A radio switch forbids it. */
    ERFKILL(132),
    /** A memory page is broken. */
    EHWPOISON(133),
    /** The kernel does not support the operation; internal to the kernel, but bpf(2) lets it out. */
    ENOTSUPP(524);

    private static final @Nullable Errno[] BY_NUMBER = new Errno[ENOTSUPP.number + 1];

    static {
        for (Errno errno : values()) {
            BY_NUMBER[errno.number] = errno;
        }
    }

    private final int number;

    Errno(int number) {
        this.number = number;
    }

    /**
     * The number.
     *
     * @return positive
     */
    public int number() {
        return number;
    }

    /**
     * Finds the error of a number.
     *
     * @param number positive, or negated as {@link Kernel} answers it
     * @return null where Linux has no such number
     */
    public static @Nullable Errno of(long number) {
        long positive = Math.abs(number);
        return positive >= 0 && positive < BY_NUMBER.length ? BY_NUMBER[(int) positive] : null;
    }

    /**
     * Whether the kernel refused rather than failed: a privilege is missing, or a security layer said no.
     *
     * @param answer as {@link Kernel} gives it; descriptors and other successes are not refusals
     * @return true for the negated {@link #EPERM} and {@link #EACCES}
     */
    public static boolean isRefusal(long answer) {
        return answer == -EPERM.number || answer == -EACCES.number;
    }

    /**
     * Names an error number for a message.
     *
     * @param number positive, or negated as {@link Kernel} answers it
     * @return such as {@code ENOENT (2)}; {@code errno 4095} where Linux has no such number
     */
    public static String describe(long number) {
        Errno errno = of(number);
        return errno == null ? "errno " + Math.abs(number) : errno.name() + " (" + errno.number + ")";
    }
}
