// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The seam between this library and the operating system: one method per thing that it asks for. The real one is
 * {@code org.ebpf4j.kernel.linux.LinuxKernel}; the test kit has one in plain Java, and other implementations are welcome to stand in.
 *
 * <p>Every method that returns a number returns it as the system call does: 0 or more is success, and a negative number is the negated error
 * number ({@link Errno}). File descriptors belong to the caller, who closes them with {@link #close}. Descriptors 0, 1 and 2 are never
 * returned, because 0 means "none" in much of the kernel's interface.
 *
 * <p>Methods may be called from several threads at once; the buffer objects that they take may not be shared between calls under way.
 *
 * <p>Layouts and numbers: {@code include/uapi/linux/bpf.h}, {@code include/uapi/linux/perf_event.h}.
 */
public interface Kernel {
    /** Bytes of scratch that {@link MapCall} and {@link BatchCall} keep for the kernel's {@code union bpf_attr}. */
    int ATTR_SIZE = 168;

    /** Bytes of scratch that {@link #epollWait} takes: the largest {@code struct epoll_event}. */
    int POLL_SIZE = 16;

    /**
     * Allocates zeroed off-heap memory.
     *
     * @param bytes how many, at least 1
     * @return memory aligned to 8 bytes
     */
    Memory allocate(int bytes);

    /**
     * Creates a map ({@code BPF_MAP_CREATE}).
     *
     * @param request what is wanted
     * @return a file descriptor, or a negated errno
     */
    int mapCreate(MapCreate request);

    /**
     * Reads the value of a key ({@code BPF_MAP_LOOKUP_ELEM}).
     *
     * @param mapFd the map
     * @param call holds the key, takes the value
     * @param flags {@code BPF_F_LOCK} or 0
     * @return 0, or a negated errno: {@code ENOENT} where the key is not in the map
     */
    int mapLookup(int mapFd, MapCall call, long flags);

    /**
     * Writes the value of a key ({@code BPF_MAP_UPDATE_ELEM}).
     *
     * @param mapFd the map
     * @param call holds key and value
     * @param flags {@code BPF_ANY} 0, {@code BPF_NOEXIST} 1, {@code BPF_EXIST} 2
     * @return 0, or a negated errno: {@code E2BIG} where the map is full
     */
    int mapUpdate(int mapFd, MapCall call, long flags);

    /**
     * Removes a key ({@code BPF_MAP_DELETE_ELEM}).
     *
     * @param mapFd the map
     * @param call holds the key
     * @return 0, or a negated errno: {@code ENOENT} where the key is not in the map
     */
    int mapDelete(int mapFd, MapCall call);

    /**
     * Finds the key that follows another ({@code BPF_MAP_GET_NEXT_KEY}). Where the given key has left the map, the kernel starts over.
     *
     * @param mapFd the map
     * @param call holds the key; its value takes the key that follows
     * @param first whether to give the map's first key instead of looking at the given one
     * @return 0, or a negated errno: {@code ENOENT} after the last key
     */
    int mapNextKey(int mapFd, MapCall call, boolean first);

    /**
     * Reads the next entries of a map ({@code BPF_MAP_LOOKUP_BATCH}, since 5.6 for hash and array maps).
     *
     * @param mapFd the map
     * @param call the position, moved on; says how many entries were given
     * @param keys takes the keys, from {@code keysAt} on
     * @param keysAt offset in bytes
     * @param values takes the values as the kernel copies them, from {@code valuesAt} on
     * @param valuesAt offset in bytes
     * @param max how many entries there is room for
     * @return 0 where more may follow; a negated errno: {@code ENOENT} where these were the last, {@code ENOSPC} where {@code max} is less than
     *     one bucket of the map holds (the position stays), {@code EINTR} where keys of an LPM map kept vanishing (the position
     *     stays), {@code EINVAL} or {@code ENOTSUPP} where this map or kernel has no batches
     */
    int mapLookupBatch(int mapFd, BatchCall call, Memory keys, int keysAt, Memory values, int valuesAt, int max);

    /**
     * Reads the value of a key and removes it ({@code BPF_MAP_LOOKUP_AND_DELETE_ELEM}; since 4.20 for queues and stacks, 5.14 for hash maps).
     *
     * @param mapFd the map
     * @param call holds the key, takes the value
     * @param flags {@code BPF_F_LOCK} or 0
     * @return 0, or a negated errno: {@code ENOENT} where the key is not in the map, {@code ENOTSUPP} where maps of that type can't
     */
    int mapTake(int mapFd, MapCall call, long flags);

    /**
     * As {@link #mapLookupBatch}, and removes what it reads ({@code BPF_MAP_LOOKUP_AND_DELETE_BATCH}, since 5.6 for hash maps).
     *
     * @param mapFd the map
     * @param call the position, moved on; says how many entries were given
     * @param keys takes the keys, from {@code keysAt} on
     * @param keysAt offset in bytes
     * @param values takes the values, from {@code valuesAt} on
     * @param valuesAt offset in bytes
     * @param max how many entries there is room for
     * @return as {@link #mapLookupBatch}
     */
    int mapTakeBatch(int mapFd, BatchCall call, Memory keys, int keysAt, Memory values, int valuesAt, int max);

    /**
     * Writes many entries, whether their keys are there or not ({@code BPF_MAP_UPDATE_BATCH}, since 5.6 for hash and array maps).
     *
     * @param mapFd the map
     * @param call says how many entries were written; its position is left alone
     * @param keys the keys, from 0
     * @param values the values as the kernel copies them, from 0
     * @param entries how many
     * @return 0, or the negated errno of the first entry that was not written
     */
    int mapUpdateBatch(int mapFd, BatchCall call, Memory keys, Memory values, int entries);

    /**
     * Removes many keys ({@code BPF_MAP_DELETE_BATCH}, since 5.6 for hash maps).
     *
     * @param mapFd the map
     * @param call says how many keys were removed; its position is left alone
     * @param keys the keys, from 0
     * @param entries how many
     * @return 0, or the negated errno of the first key that was not removed
     */
    int mapDeleteBatch(int mapFd, BatchCall call, Memory keys, int entries);

    /**
     * Makes a map read-only for programs' loaders and user space ({@code BPF_MAP_FREEZE}, since 5.2).
     *
     * @param mapFd the map
     * @return 0, or a negated errno
     */
    int mapFreeze(int mapFd);

    /**
     * Loads BTF ({@code BPF_BTF_LOAD}, since 4.18).
     *
     * @param btf the bytes from 0 to the limit
     * @param log takes what the kernel says, null for none
     * @return a file descriptor, or a negated errno
     */
    int btfLoad(ByteBuffer btf, @Nullable LoadLog log);

    /**
     * Loads a program ({@code BPF_PROG_LOAD}).
     *
     * @param request what is wanted
     * @param log takes what the verifier says, null for none
     * @return a file descriptor, or a negated errno: {@code ENOSPC} where the log did not fit, whatever else was wrong
     */
    int programLoad(ProgramLoad request, @Nullable LoadLog log);

    /**
     * Runs a program on demand ({@code BPF_PROG_TEST_RUN}, since 4.12; raw tracepoints since 5.10), again where a signal comes in between.
     *
     * @param programFd the program
     * @param call what it is given; takes what it leaves
     * @return 0, or a negated errno: {@code ENOSPC} where there is not room for what it leaves, {@code ENOTSUPP} for kinds of programs that can't
     *     be run so
     */
    int programTestRun(int programFd, TestRunCall call);

    /**
     * Attaches a program to a raw tracepoint, or a {@code tp_btf} program to what it was loaded for ({@code BPF_RAW_TRACEPOINT_OPEN}, since 4.17).
     *
     * @param name the tracepoint's name; null where the program knows it
     * @param programFd the program
     * @param cookie what {@code bpf_get_attach_cookie} gives the program (since 6.10), 0 for none
     * @return the file descriptor of the link, or a negated errno: {@code EINVAL} where there is a cookie and the kernel does not know of them
     */
    int rawTracepointOpen(@Nullable String name, int programFd, long cookie);

    /**
     * Opens a perf event ({@code perf_event_open(2)}), disabled, closed on exec.
     *
     * @param event what is wanted
     * @return a file descriptor, or a negated errno
     */
    int perfEventOpen(PerfEvent event);

    /**
     * Lets a perf event count or take records ({@code PERF_EVENT_IOC_ENABLE}).
     *
     * @param perfEventFd the event
     * @return 0, or a negated errno
     */
    int perfEventEnable(int perfEventFd);

    /**
     * Attaches a program to a perf event and enables it: by a link (since 5.15), or bound to the event's descriptor before that.
     *
     * @param perfEventFd the event; it must stay open as long as the program is to run
     * @param programFd the program
     * @param cookie what {@code bpf_get_attach_cookie} gives the program, which takes a link; 0 for none
     * @return the file descriptor of the link, 0 where the kernel has no such links and closing the event detaches, or a negated errno:
     *     {@code EINVAL} where there is a cookie and the kernel has no links to hold it
     */
    int perfEventAttach(int perfEventFd, int programFd, long cookie);

    /**
     * Attaches a program by a link ({@code BPF_LINK_CREATE}, since 5.7).
     *
     * @param request what is wanted
     * @return the file descriptor of the link, or a negated errno: {@code EINVAL} where the kernel has no links of that kind
     */
    int linkCreate(LinkCreate request);

    /**
     * Puts another program in the place of a link's, or another structure of functions ({@code BPF_LINK_UPDATE}, since 5.7).
     *
     * @param linkFd the link
     * @param newFd the program; a map where the link is of type {@code struct_ops} (since 6.4)
     * @return 0, or a negated errno
     */
    int linkUpdate(int linkFd, int newFd);

    /**
     * Gives a map, program or link a name in a BPF file system, where it lives on ({@code BPF_OBJ_PIN}, since 4.4; links since 5.7).
     *
     * @param fd what is pinned
     * @param path absolute; nothing may be there yet
     * @return 0, or a negated errno: {@code EEXIST} where the name is taken, {@code EPERM} where the directory is of another file system
     */
    int objectPin(int fd, String path);

    /**
     * Opens what is pinned ({@code BPF_OBJ_GET}, since 4.4).
     *
     * @param path absolute
     * @param flags {@code BPF_F_RDONLY} 8 or {@code BPF_F_WRONLY} 16 for maps (since 4.15), else 0
     * @return a file descriptor of the kind that was pinned, or a negated errno: {@code ENOENT} where nothing is there, {@code EACCES} where it is
     *     no BPF object
     */
    int objectGet(String path, int flags);

    /**
     * Removes a name: a pin ({@code unlinkat(2)}).
     *
     * @param path absolute, of no directory
     * @return 0, or a negated errno
     */
    int unlink(String path);

    /**
     * Makes a directory that only its owner may use ({@code mkdirat(2)}, mode 0700).
     *
     * @param path absolute; the directory above must be there
     * @return 0, or a negated errno: {@code EEXIST} where there is something already
     */
    int makeDirectory(String path);

    /**
     * Opens an object by its id ({@code BPF_*_GET_FD_BY_ID}; takes CAP_SYS_ADMIN).
     *
     * @param kind which ids
     * @param id the id
     * @return a file descriptor, or a negated errno: {@code ENOENT} where the object is gone
     */
    int openById(ObjectKind kind, int id);

    /**
     * Tells what the kernel knows of an object ({@code BPF_OBJ_GET_INFO_BY_FD}, since 4.13). {@link ProgramInfo}, {@link MapInfo},
     * {@link LinkInfo} and {@link BtfInfo} read the answer.
     *
     * @param fd a map, program, link or BTF
     * @param info {@code struct bpf_map_info} and its like, zero but for one address that the kernel is to write to, and the room there
     * @param target what that address is of, null for none
     * @return how many bytes the kernel wrote, which is less than there is room for where it knows less; or a negated errno
     */
    int info(int fd, Memory info, @Nullable Memory target);

    /**
     * Lets the kernel count the runs of all programs for as long as a descriptor is open ({@code BPF_ENABLE_STATS}, since 5.8; takes
     * CAP_SYS_ADMIN).
     *
     * @return the file descriptor, or a negated errno: {@code EINVAL} where the kernel has only the switch {@code kernel.bpf_stats_enabled}
     */
    int statisticsEnable();

    /**
     * Makes a token of what is delegated to this process's user namespace ({@code BPF_TOKEN_CREATE}, since 6.9).
     *
     * @param fileSystemFd the root of a BPF file system of that namespace, mounted with {@code delegate_*} options
     * @return a file descriptor, or a negated errno: {@code EOPNOTSUPP} in the first user namespace, {@code ENOENT} where nothing is delegated,
     *     {@code EPERM} where the file system is of another namespace, {@code EINVAL} where the kernel has no tokens
     */
    int tokenCreate(int fileSystemFd);

    /**
     * This kernel, asked with a token to create maps and to load BTF and programs.
     *
     * @param tokenFd the token; it must be open for as long as such calls are made
     * @return a kernel that makes all other calls as this one does
     */
    Kernel withToken(int tokenFd);

    /**
     * Starts one run of an iterator ({@code BPF_ITER_CREATE}, since 5.8).
     *
     * @param linkFd the link of a program of section {@code iter}
     * @return a file descriptor to {@link #read} what the program writes, or a negated errno
     */
    int iteratorCreate(int linkFd);

    /**
     * Reads from a descriptor ({@code read(2)}).
     *
     * @param fd the descriptor
     * @param to takes the bytes, from 0
     * @param length bytes at most, no more than {@code to} has
     * @return how many bytes were read, 0 at the end, or a negated errno
     */
    int read(int fd, Memory to, int length);

    /**
     * Opens a file or directory for reading, to be handed to another call: a cgroup's directory, a network namespace.
     *
     * @param path absolute
     * @return a file descriptor, or a negated errno
     */
    int open(String path);

    /**
     * Names a file without reading it or waiting for it ({@code O_PATH}), to be handed to another call: the key of a storage of inodes.
     *
     * @param path absolute
     * @return a file descriptor, or a negated errno
     */
    int openPath(String path);

    /**
     * Names a process or thread ({@code pidfd_open(2)}, since 5.3).
     *
     * @param id as this process sees it
     * @param thread whether it may be a thread other than the first of its process (since 6.9)
     * @return a file descriptor, or a negated errno: {@code ESRCH} where there is none, {@code EINVAL} where the kernel does not know of threads, or
     *     it is one and the first of a process was asked for ({@code ENOENT} since 6.16)
     */
    int processOpen(int id, boolean thread);

    /**
     * Writes to the end of a file that is there: the probes of tracefs.
     *
     * @param path absolute
     * @param text written at once, UTF-8
     * @return 0, or a negated errno
     */
    int append(String path, String text);

    /**
     * Finds a network interface of the calling thread's network namespace.
     *
     * @param name such as {@code eth0}
     * @return its index, or a negated errno: {@code ENODEV} where there is none
     */
    int interfaceIndex(String name);

    /**
     * Lifts this process's limit on locked memory ({@code prlimit(2)} of {@code RLIMIT_MEMLOCK} to infinity; takes CAP_SYS_RESOURCE).
     *
     * @return 0, or a negated errno
     */
    int raiseLockedMemory();

    /**
     * Walks the ids of one kind of object ({@code BPF_*_GET_NEXT_ID}; takes CAP_SYS_ADMIN).
     *
     * @param kind which ids
     * @param after 0 for the first
     * @return the next id, or a negated errno: {@code ENOENT} after the last
     */
    int nextId(ObjectKind kind, int after);

    /**
     * Maps a descriptor's memory into this process ({@code mmap(2)}, shared).
     *
     * @param fd a map, ring buffer or perf event
     * @param offset where in it, in bytes, a multiple of the page size
     * @param length bytes
     * @param writable whether it may be written
     * @return the address, or a negated errno
     */
    long memoryMap(int fd, long offset, long length, boolean writable);

    /**
     * Maps a descriptor's memory at an address ({@code MAP_FIXED_NOREPLACE}, since 4.17), shared and writable, from its beginning.
     *
     * @param fd a map
     * @param address a multiple of the page size
     * @param length bytes
     * @return the address, or a negated errno: {@code EEXIST} where this process has something there
     */
    long memoryMapAt(int fd, long address, long length);

    /**
     * Copies out of mapped memory some of whose pages may not be there ({@code process_vm_readv(2)} of this process).
     *
     * @param address inside what {@link #memoryMap} or {@link #memoryMapAt} mapped
     * @param to takes the bytes, from 0
     * @param length bytes, no more than {@code to} has
     * @return how many bytes were copied, or a negated errno: {@code EFAULT} where the first page is not there
     */
    int memoryRead(long address, Memory to, int length);

    /**
     * Copies into mapped memory some of whose pages may not be there ({@code process_vm_writev(2)} of this process).
     *
     * @param address inside what {@link #memoryMap} or {@link #memoryMapAt} mapped
     * @param from the bytes, from 0
     * @param length bytes, no more than {@code from} has
     * @return how many bytes were copied, or a negated errno: {@code EFAULT} where the first page is not there
     */
    int memoryWrite(long address, Memory from, int length);

    /**
     * Gives mapped memory as a buffer. Nothing keeps the mapping alive: reading the buffer after {@link #memoryUnmap} ends the process, so the
     * owner of the mapping must see to it that nobody does, or {@link #memoryDetach detach} it first.
     *
     * @param address what {@link #memoryMap} returned, or an address inside it
     * @param length bytes
     * @return a direct buffer in native byte order
     */
    ByteBuffer memoryView(long address, int length);

    /**
     * Puts zeroes of this process's own in the place of mapped memory ({@code mmap(2)}, {@code MAP_FIXED | MAP_ANONYMOUS}), which lets go of what was mapped.
     * Buffers over it can be read as before, but show nothing of it any more. The addresses are taken until {@link #memoryUnmap}.
     *
     * @param address what {@link #memoryMap} returned
     * @param length as it was mapped
     * @param writable whether buffers over it may be written
     * @return 0, or a negated errno; all is as before then
     */
    int memoryDetach(long address, long length, boolean writable);

    /**
     * Unmaps memory ({@code munmap(2)}).
     *
     * @param address what {@link #memoryMap} returned
     * @param length as it was mapped
     * @return 0, or a negated errno
     */
    int memoryUnmap(long address, long length);

    /**
     * Makes a set of descriptors to wait for ({@code epoll_create1(2)}), closed on exec.
     *
     * @return a file descriptor, or a negated errno
     */
    int epollCreate();

    /**
     * Adds a descriptor to a set ({@code EPOLL_CTL_ADD}, level-triggered).
     *
     * @param epollFd the set
     * @param fd a ring buffer, user ring buffer, perf event or event
     * @param writable whether to wait for room to write ({@code EPOLLOUT}), or for something to read ({@code EPOLLIN})
     * @return 0, or a negated errno: {@code EEXIST} where it is in the set already, {@code EPERM} where it can't be waited for
     */
    int epollAdd(int epollFd, int fd, boolean writable);

    /**
     * Takes a descriptor out of a set ({@code EPOLL_CTL_DEL}).
     *
     * @param epollFd the set
     * @param fd the descriptor
     * @return 0, or a negated errno: {@code ENOENT} where it is not in the set
     */
    int epollRemove(int epollFd, int fd);

    /**
     * Waits until a descriptor of a set is ready ({@code epoll_wait(2)}).
     *
     * @param epollFd the set
     * @param scratch {@link #POLL_SIZE} bytes for what the kernel tells
     * @param timeoutMillis at most so long; 0 not at all, -1 without end
     * @return 1 where one or more are ready, 0 where the time was up, or a negated errno: {@code EINTR} where a signal came
     */
    int epollWait(int epollFd, Memory scratch, int timeoutMillis);

    /**
     * Makes an event, which threads wake each other by ({@code eventfd2(2)}), closed on exec. It can be waited for in a set, and is ready from
     * {@link #eventSignal} until it is {@link #read}: 8 bytes, or {@code EAGAIN} where it is not ready.
     *
     * @return a file descriptor, or a negated errno
     */
    int eventCreate();

    /**
     * Makes an event ready.
     *
     * @param eventFd the event
     * @return 0, or a negated errno
     */
    int eventSignal(int eventFd);

    /**
     * Closes a descriptor.
     *
     * @param fd the descriptor
     * @return 0, or a negated errno
     */
    int close(int fd);

    /**
     * Opens a file of the operating system for reading: {@code /sys/kernel/btf/vmlinux}, {@code /proc/kallsyms} and their like.
     *
     * @param path absolute
     * @return its bytes; the caller closes it
     * @throws IOException as opening a file does; {@link java.nio.file.NoSuchFileException} and {@link java.nio.file.AccessDeniedException} are
     *     told apart
     */
    InputStream openFile(String path) throws IOException;
}
