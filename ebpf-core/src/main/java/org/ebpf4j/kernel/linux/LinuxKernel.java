// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel.linux;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.kernel.BatchCall;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.LinkCreate;
import org.ebpf4j.kernel.LoadLog;
import org.ebpf4j.kernel.MapCall;
import org.ebpf4j.kernel.MapCreate;
import org.ebpf4j.kernel.Memory;
import org.ebpf4j.kernel.ObjectKind;
import org.ebpf4j.kernel.PerfEvent;
import org.ebpf4j.kernel.ProgramLoad;
import org.ebpf4j.kernel.TestRunCall;
import org.jspecify.annotations.Nullable;

/**
 * The kernel that this JVM runs on: Linux on x86-64 or aarch64. Lookups, updates and batches allocate nothing. Has no state and holds
 * nothing, so there is nothing to close; safe for use by many threads.
 */
public final class LinuxKernel implements Kernel {
    private final SystemCalls calls;
    private final Loading loading;
    private final MapElements elements;
    private final MapBatches batches;
    private final PerfEvents perfEvents;
    private final HeldObjects objects;
    private final TestRuns testRuns;
    private final Processes processes;
    private final Waiting waiting;

    private LinuxKernel(SystemCalls calls, int tokenFd) {
        this.calls = calls;
        this.loading = new Loading(calls, tokenFd);
        this.elements = new MapElements(calls);
        this.batches = new MapBatches(calls);
        this.perfEvents = new PerfEvents(calls);
        this.objects = new HeldObjects(calls);
        this.testRuns = new TestRuns(calls);
        this.processes = new Processes(calls);
        this.waiting = new Waiting(calls);
    }

    /**
     * Makes the native calls available. Needs no privilege; on other systems no native code is touched. The first call in a JVM loads jnr-ffi,
     * which takes some 0.3 seconds.
     *
     * @return the kernel
     * @throws UnsupportedException where this is not Linux, not one of the two architectures, or the native library of jffi can't be loaded
     */
    public static LinuxKernel open() {
        SystemCallNumbers numbers = SystemCallNumbers.of(
                System.getProperty("os.name", "unknown"), System.getProperty("os.arch", "unknown"));
        try {
            // Asks for an address, which loads the native library; nothing before this line has touched it.
            SystemCalls.attr();
        } catch (LinkageError | IllegalCallerException e) {
            throw NativeAccess.refused(e);
        }
        return new LinuxKernel(new SystemCalls(numbers), 0);
    }

    @Override
    public Memory allocate(int bytes) {
        return SystemCalls.allocate(bytes);
    }

    @Override
    public int mapCreate(MapCreate request) {
        return loading.map(request);
    }

    @Override
    public int mapLookup(int mapFd, MapCall call, long flags) {
        return elements.lookup(mapFd, call, flags);
    }

    @Override
    public int mapTake(int mapFd, MapCall call, long flags) {
        return elements.take(mapFd, call, flags);
    }

    @Override
    public int mapUpdate(int mapFd, MapCall call, long flags) {
        return elements.update(mapFd, call, flags);
    }

    @Override
    public int mapDelete(int mapFd, MapCall call) {
        return elements.delete(mapFd, call);
    }

    @Override
    public int mapNextKey(int mapFd, MapCall call, boolean first) {
        return elements.nextKey(mapFd, call, first);
    }

    @Override
    public int mapLookupBatch(
            int mapFd, BatchCall call, Memory keys, int keysAt, Memory values, int valuesAt, int max) {
        return batches.read(BpfCommand.BPF_MAP_LOOKUP_BATCH, mapFd, call, keys, keysAt, values, valuesAt, max);
    }

    @Override
    public int mapTakeBatch(int mapFd, BatchCall call, Memory keys, int keysAt, Memory values, int valuesAt, int max) {
        return batches.read(
                BpfCommand.BPF_MAP_LOOKUP_AND_DELETE_BATCH, mapFd, call, keys, keysAt, values, valuesAt, max);
    }

    @Override
    public int mapUpdateBatch(int mapFd, BatchCall call, Memory keys, Memory values, int entries) {
        return batches.update(mapFd, call, keys, values, entries);
    }

    @Override
    public int mapDeleteBatch(int mapFd, BatchCall call, Memory keys, int entries) {
        return batches.delete(mapFd, call, keys, entries);
    }

    @Override
    public int mapFreeze(int mapFd) {
        Memory attr = SystemCalls.attr();
        BpfAttr.ELEM_MAP_FD.put(attr.bytes(), mapFd);
        return (int) calls.bpf(BpfCommand.BPF_MAP_FREEZE, attr, BpfAttr.ELEM_MAP_FD);
    }

    @Override
    public int btfLoad(ByteBuffer btf, @Nullable LoadLog log) {
        return loading.btf(btf, log);
    }

    @Override
    public int programLoad(ProgramLoad request, @Nullable LoadLog log) {
        return loading.program(request, log);
    }

    @Override
    public int programTestRun(int programFd, TestRunCall call) {
        return testRuns.run(programFd, call);
    }

    @Override
    public int rawTracepointOpen(@Nullable String name, int programFd, long cookie) {
        Memory attr = SystemCalls.attr();
        Memory text = SystemCalls.terminated(name == null ? "" : name);
        BpfAttr.RAW_TRACEPOINT_NAME.put(attr.bytes(), name == null ? 0 : text.address());
        BpfAttr.RAW_TRACEPOINT_PROG_FD.put(attr.bytes(), programFd);
        BpfAttr.RAW_TRACEPOINT_COOKIE.put(attr.bytes(), cookie);
        BpfAttr last = cookie == 0 ? BpfAttr.RAW_TRACEPOINT_PROG_FD : BpfAttr.RAW_TRACEPOINT_COOKIE;
        long fd = calls.bpf(BpfCommand.BPF_RAW_TRACEPOINT_OPEN, attr, last, text);
        return calls.descriptor(fd);
    }

    @Override
    public int perfEventOpen(PerfEvent event) {
        return perfEvents.open(event);
    }

    @Override
    public int perfEventEnable(int perfEventFd) {
        return perfEvents.enable(perfEventFd);
    }

    @Override
    public int perfEventAttach(int perfEventFd, int programFd, long cookie) {
        return perfEvents.attach(perfEventFd, programFd, cookie);
    }

    @Override
    public int linkCreate(LinkCreate request) {
        return Links.create(calls, request);
    }

    @Override
    public int linkUpdate(int linkFd, int newFd) {
        return Links.update(calls, linkFd, newFd);
    }

    @Override
    public int objectPin(int fd, String path) {
        return objects.pin(fd, path);
    }

    @Override
    public int objectGet(String path, int flags) {
        return objects.get(path, flags);
    }

    @Override
    public int unlink(String path) {
        return calls.unlink(path);
    }

    @Override
    public int makeDirectory(String path) {
        return calls.makeDirectory(path);
    }

    @Override
    public int openById(ObjectKind kind, int id) {
        return objects.byId(kind, id);
    }

    @Override
    public int info(int fd, Memory info, @Nullable Memory target) {
        return objects.info(fd, info, target);
    }

    @Override
    public int statisticsEnable() {
        return objects.statistics();
    }

    @Override
    public int tokenCreate(int fileSystemFd) {
        return loading.token(fileSystemFd);
    }

    @Override
    public Kernel withToken(int tokenFd) {
        return new LinuxKernel(calls, tokenFd);
    }

    @Override
    public int iteratorCreate(int linkFd) {
        Memory attr = SystemCalls.attr();
        BpfAttr.ITER_LINK_FD.put(attr.bytes(), linkFd);
        return calls.descriptor(calls.bpf(BpfCommand.BPF_ITER_CREATE, attr, BpfAttr.ITER_FLAGS));
    }

    @Override
    public int read(int fd, Memory to, int length) {
        Objects.checkFromIndexSize(0, length, to.size());
        return calls.read(fd, to, length);
    }

    @Override
    public int open(String path) {
        return calls.open(path, 0);
    }

    @Override
    public int openPath(String path) {
        return calls.open(path, SystemCalls.O_PATH);
    }

    @Override
    public int processOpen(int id, boolean thread) {
        return processes.open(id, thread);
    }

    @Override
    public int append(String path, String text) {
        int fd = calls.open(path, SystemCalls.O_WRONLY | SystemCalls.O_APPEND);
        if (fd < 0) {
            return fd;
        }
        Memory bytes = SystemCalls.terminated(text);
        int written = calls.write(fd, bytes, bytes.size() - 1);
        calls.close(fd);
        return Math.min(written, 0);
    }

    @Override
    public int interfaceIndex(String name) {
        return calls.interfaceIndex(name);
    }

    @Override
    public int raiseLockedMemory() {
        return calls.raiseLockedMemory();
    }

    @Override
    public int nextId(ObjectKind kind, int after) {
        return objects.next(kind, after);
    }

    @Override
    public long memoryMap(int fd, long offset, long length, boolean writable) {
        return calls.mmap(fd, offset, length, writable);
    }

    @Override
    public long memoryMapAt(int fd, long address, long length) {
        return calls.mmapAt(fd, address, length);
    }

    @Override
    public int memoryRead(long address, Memory to, int length) {
        Objects.checkFromIndexSize(0, length, to.size());
        return processes.copy(false, address, to, length);
    }

    @Override
    public int memoryWrite(long address, Memory from, int length) {
        Objects.checkFromIndexSize(0, length, from.size());
        return processes.copy(true, address, from, length);
    }

    @Override
    public ByteBuffer memoryView(long address, int length) {
        if (address <= 0) {
            // An errno taken for an address; the JVM would not survive the first read.
            throw new IllegalArgumentException("no memory is mapped at " + address);
        }
        return CLibrary.view(address, length);
    }

    @Override
    public int memoryDetach(long address, long length, boolean writable) {
        return calls.detach(address, length, writable);
    }

    @Override
    public int memoryUnmap(long address, long length) {
        return calls.munmap(address, length);
    }

    @Override
    public int epollCreate() {
        return waiting.create();
    }

    @Override
    public int epollAdd(int epollFd, int fd, boolean writable) {
        return waiting.add(epollFd, fd, writable);
    }

    @Override
    public int epollRemove(int epollFd, int fd) {
        return waiting.remove(epollFd, fd);
    }

    @Override
    public int epollWait(int epollFd, Memory scratch, int timeoutMillis) {
        return waiting.wait(epollFd, scratch, timeoutMillis);
    }

    @Override
    public int eventCreate() {
        return waiting.createEvent();
    }

    @Override
    public int eventSignal(int eventFd) {
        return waiting.signal(eventFd);
    }

    @Override
    public int close(int fd) {
        return calls.close(fd);
    }

    @Override
    public InputStream openFile(String path) throws IOException {
        return Files.newInputStream(Path.of(path));
    }
}
