// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongSupplier;
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

/** Leads every call through one lock, the counting and the faults to the part of the simulated kernel that answers it. */
abstract sealed class SimulatedCalls implements Kernel permits SimulatedKernel {
    final Object lock = new Object();
    final int[] possibleCpus;
    final Faults faults = new Faults();
    final ObjectIds ids = new ObjectIds();
    final Descriptors descriptors = new Descriptors();
    final Mappings mappings = new Mappings();
    final FileTree files;
    final MapCalls maps;
    final ProgramCalls programs;
    final AttachCalls attachments;
    final OpenedCalls opened;
    final PinCalls pins;
    final WaitCalls waits;

    SimulatedCalls(int[] possibleCpus) {
        this.possibleCpus = possibleCpus.clone();
        this.files = new FileTree(this.possibleCpus);
        this.maps = new MapCalls(descriptors, ids, possibleCpus.length);
        this.programs = new ProgramCalls(descriptors, ids);
        this.attachments = new AttachCalls(descriptors, ids, this.possibleCpus);
        this.opened = new OpenedCalls(descriptors, files);
        this.pins = new PinCalls(descriptors, ids, files);
        this.waits = new WaitCalls(lock, descriptors);
    }

    @Override
    public Memory allocate(int bytes) {
        synchronized (lock) {
            faults.enter(Call.ALLOCATE);
        }
        ByteBuffer roomy = ByteBuffer.allocateDirect(Math.addExact(bytes, Long.BYTES));
        ByteBuffer aligned = roomy.alignedSlice(Long.BYTES);
        return new Memory(aligned.slice(0, bytes).order(ByteOrder.nativeOrder()), 0);
    }

    @Override
    public int mapCreate(MapCreate request) {
        return call(Call.MAP_CREATE, () -> maps.create(request));
    }

    @Override
    public int mapLookup(int mapFd, MapCall call, long flags) {
        return call(Call.MAP_LOOKUP, () -> maps.lookup(mapFd, call, flags));
    }

    @Override
    public int mapUpdate(int mapFd, MapCall call, long flags) {
        return call(Call.MAP_UPDATE, () -> maps.update(mapFd, call, flags));
    }

    @Override
    public int mapDelete(int mapFd, MapCall call) {
        return call(Call.MAP_DELETE, () -> maps.delete(mapFd, call));
    }

    @Override
    public int mapNextKey(int mapFd, MapCall call, boolean first) {
        return call(Call.MAP_NEXT_KEY, () -> maps.nextKey(mapFd, call, first));
    }

    @Override
    public int mapLookupBatch(
            int mapFd, BatchCall call, Memory keys, int keysAt, Memory values, int valuesAt, int max) {
        call.answered(0, false);
        return call(Call.LOOKUP_BATCH, () -> maps.lookupBatch(mapFd, call, keys, keysAt, values, valuesAt, max));
    }

    @Override
    public int mapTake(int mapFd, MapCall call, long flags) {
        return call(Call.MAP_TAKE, () -> maps.take(mapFd, call, flags));
    }

    @Override
    public int mapTakeBatch(int mapFd, BatchCall call, Memory keys, int keysAt, Memory values, int valuesAt, int max) {
        call.answered(0, false);
        return call(Call.TAKE_BATCH, () -> maps.takeBatch(mapFd, call, keys, keysAt, values, valuesAt, max));
    }

    @Override
    public int mapUpdateBatch(int mapFd, BatchCall call, Memory keys, Memory values, int entries) {
        call.answered(0, false);
        return call(Call.UPDATE_BATCH, () -> maps.updateBatch(mapFd, call, keys, values, entries));
    }

    @Override
    public int mapDeleteBatch(int mapFd, BatchCall call, Memory keys, int entries) {
        call.answered(0, false);
        return call(Call.DELETE_BATCH, () -> maps.deleteBatch(mapFd, call, keys, entries));
    }

    @Override
    public int mapFreeze(int mapFd) {
        return call(Call.MAP_FREEZE, () -> maps.freeze(mapFd));
    }

    @Override
    public int btfLoad(ByteBuffer btf, @Nullable LoadLog log) {
        return call(Call.BTF_LOAD, () -> programs.loadBtf(btf));
    }

    @Override
    public int programLoad(ProgramLoad request, @Nullable LoadLog log) {
        return call(Call.PROGRAM_LOAD, () -> programs.load(request, log));
    }

    @Override
    public int programTestRun(int programFd, TestRunCall call) {
        return call(Call.PROGRAM_TEST_RUN, () -> programs.testRun(programFd, call));
    }

    @Override
    public int rawTracepointOpen(@Nullable String name, int programFd, long cookie) {
        return call(Call.RAW_TRACEPOINT_OPEN, () -> attachments.rawTracepoint(name, programFd));
    }

    @Override
    public int perfEventOpen(PerfEvent event) {
        return call(Call.PERF_EVENT_OPEN, () -> attachments.openPerfEvent(event));
    }

    @Override
    public int perfEventEnable(int perfEventFd) {
        return call(Call.PERF_EVENT_ENABLE, () -> attachments.enablePerfEvent(perfEventFd));
    }

    @Override
    public int perfEventAttach(int perfEventFd, int programFd, long cookie) {
        return call(Call.PERF_EVENT_ATTACH, () -> attachments.attachPerfEvent(perfEventFd, programFd, cookie));
    }

    @Override
    public int linkCreate(LinkCreate request) {
        return call(Call.LINK_CREATE, () -> attachments.link(request));
    }

    @Override
    public int linkUpdate(int linkFd, int newFd) {
        return call(Call.LINK_UPDATE, () -> attachments.update(linkFd, newFd));
    }

    @Override
    public int objectPin(int fd, String path) {
        return call(Call.OBJECT_PIN, () -> pins.pin(fd, path));
    }

    @Override
    public int objectGet(String path, int flags) {
        return call(Call.OBJECT_GET, () -> pins.get(path));
    }

    @Override
    public int unlink(String path) {
        return call(Call.UNLINK, () -> pins.unlink(path));
    }

    @Override
    public int makeDirectory(String path) {
        return call(Call.MAKE_DIRECTORY, () -> pins.makeDirectory(path));
    }

    @Override
    public int openById(ObjectKind kind, int id) {
        return call(Call.OPEN_BY_ID, () -> pins.byId(kind, id));
    }

    @Override
    public int info(int fd, Memory info, @Nullable Memory target) {
        return call(Call.INFO, () -> pins.info(fd, info, target));
    }

    @Override
    public int statisticsEnable() {
        return call(Call.STATISTICS_ENABLE, programs::enableStatistics);
    }

    @Override
    public int tokenCreate(int fileSystemFd) {
        return call(Call.TOKEN_CREATE, () -> opened.token(fileSystemFd));
    }

    /** It asks for no capabilities either way. */
    @Override
    public Kernel withToken(int tokenFd) {
        synchronized (lock) {
            faults.enter(Call.WITH_TOKEN);
        }
        return this;
    }

    @Override
    public int iteratorCreate(int linkFd) {
        return call(Call.ITERATOR_CREATE, () -> opened.iterator(linkFd));
    }

    @Override
    public int read(int fd, Memory to, int length) {
        return call(Call.READ, () -> waits.isEvent(fd) ? waits.read(fd, to) : opened.read(fd, to, length));
    }

    @Override
    public int open(String path) {
        return call(Call.OPEN, () -> opened.open(path));
    }

    @Override
    public int openPath(String path) {
        return call(Call.OPEN_PATH, () -> opened.open(path));
    }

    @Override
    public int processOpen(int id, boolean thread) {
        return call(Call.PROCESS_OPEN, () -> opened.process(id));
    }

    @Override
    public int append(String path, String text) {
        return call(Call.APPEND, () -> files.append(path, text));
    }

    @Override
    public int interfaceIndex(String name) {
        return call(Call.INTERFACE_INDEX, () -> opened.interfaceIndex(name));
    }

    @Override
    public int raiseLockedMemory() {
        return call(Call.RAISE_LOCKED_MEMORY, () -> 0);
    }

    @Override
    public int nextId(ObjectKind kind, int after) {
        return call(Call.NEXT_ID, () -> ids.next(kind, after));
    }

    @Override
    public long memoryMap(int fd, long offset, long length, boolean writable) {
        return longCall(Call.MEMORY_MAP, () -> {
            PerfEventObject event = descriptors.get(fd, PerfEventObject.class);
            if (event != null) {
                return mappings.map(event, offset, length, writable);
            }
            MapObject map = descriptors.get(fd, MapObject.class);
            return map == null ? descriptors.errno(fd) : mappings.map(map, offset, length, writable);
        });
    }

    @Override
    public long memoryMapAt(int fd, long address, long length) {
        return longCall(Call.MEMORY_MAP_AT, () -> {
            MapObject map = descriptors.get(fd, MapObject.class);
            return map == null ? descriptors.errno(fd) : mappings.mapAt(map, address, length);
        });
    }

    @Override
    public int memoryRead(long address, Memory to, int length) {
        return call(Call.MEMORY_READ, () -> mappings.copy(address, to, length, false));
    }

    @Override
    public int memoryWrite(long address, Memory from, int length) {
        return call(Call.MEMORY_WRITE, () -> mappings.copy(address, from, length, true));
    }

    @Override
    public ByteBuffer memoryView(long address, int length) {
        synchronized (lock) {
            faults.enter(Call.MEMORY_VIEW);
            return mappings.view(address, length);
        }
    }

    @Override
    public int memoryDetach(long address, long length, boolean writable) {
        return call(Call.MEMORY_DETACH, () -> mappings.detach(address, length, writable));
    }

    @Override
    public int memoryUnmap(long address, long length) {
        return call(Call.MEMORY_UNMAP, () -> mappings.unmap(address, length));
    }

    @Override
    public int epollCreate() {
        return call(Call.EPOLL_CREATE, waits::createSet);
    }

    @Override
    public int epollAdd(int epollFd, int fd, boolean writable) {
        return call(Call.EPOLL_ADD, () -> waits.add(epollFd, fd, writable));
    }

    @Override
    public int epollRemove(int epollFd, int fd) {
        return call(Call.EPOLL_REMOVE, () -> waits.remove(epollFd, fd));
    }

    @Override
    public int epollWait(int epollFd, Memory scratch, int timeoutMillis) {
        Room.require(scratch, 0, POLL_SIZE, "what is ready");
        return call(Call.EPOLL_WAIT, () -> waits.await(epollFd, timeoutMillis));
    }

    @Override
    public int eventCreate() {
        return call(Call.EVENT_CREATE, waits::createEvent);
    }

    @Override
    public int eventSignal(int eventFd) {
        return call(Call.EVENT_SIGNAL, () -> waits.signal(eventFd));
    }

    @Override
    public int close(int fd) {
        synchronized (lock) {
            int fault = faults.enter(Call.CLOSE);
            int closed = descriptors.close(fd);
            return fault != 0 ? fault : closed;
        }
    }

    @Override
    public InputStream openFile(String path) throws IOException {
        synchronized (lock) {
            int fault = faults.enter(Call.OPEN_FILE);
            InputStream fdInfo = fault == 0 ? pins.fdInfo(path) : null;
            return fdInfo != null ? fdInfo : files.open(path, fault);
        }
    }

    private int call(Call call, LongSupplier action) {
        return (int) longCall(call, action);
    }

    private long longCall(Call call, LongSupplier action) {
        synchronized (lock) {
            int fault = faults.enter(call);
            return fault != 0 ? fault : action.getAsLong();
        }
    }
}
