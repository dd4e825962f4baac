// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

/** The methods of {@link org.ebpf4j.kernel.Kernel}, one constant each: what a {@link SimulatedKernel} counts and can be told to fail. */
public enum Call {
    /** {@code allocate}; it has no errno and can't be made to fail. */
    ALLOCATE("allocate"),
    /** {@code mapCreate}. */
    MAP_CREATE("mapCreate"),
    /** {@code mapLookup}. */
    MAP_LOOKUP("mapLookup"),
    /** {@code mapUpdate}. */
    MAP_UPDATE("mapUpdate"),
    /** {@code mapDelete}. */
    MAP_DELETE("mapDelete"),
    /** {@code mapNextKey}. */
    MAP_NEXT_KEY("mapNextKey"),
    /** {@code mapLookupBatch}. */
    LOOKUP_BATCH("mapLookupBatch"),
    /** {@code mapTake}. */
    MAP_TAKE("mapTake"),
    /** {@code mapTakeBatch}. */
    TAKE_BATCH("mapTakeBatch"),
    /** {@code mapUpdateBatch}. */
    UPDATE_BATCH("mapUpdateBatch"),
    /** {@code mapDeleteBatch}. */
    DELETE_BATCH("mapDeleteBatch"),
    /** {@code mapFreeze}. */
    MAP_FREEZE("mapFreeze"),
    /** {@code btfLoad}. */
    BTF_LOAD("btfLoad"),
    /** {@code programLoad}. */
    PROGRAM_LOAD("programLoad"),
    /** {@code programTestRun}. */
    PROGRAM_TEST_RUN("programTestRun"),
    /** {@code rawTracepointOpen}. */
    RAW_TRACEPOINT_OPEN("rawTracepointOpen"),
    /** {@code perfEventOpen}. */
    PERF_EVENT_OPEN("perfEventOpen"),
    /** {@code perfEventEnable}. */
    PERF_EVENT_ENABLE("perfEventEnable"),
    /** {@code perfEventAttach}. */
    PERF_EVENT_ATTACH("perfEventAttach"),
    /** {@code linkCreate}. */
    LINK_CREATE("linkCreate"),
    /** {@code linkUpdate}. */
    LINK_UPDATE("linkUpdate"),
    /** {@code objectPin}. */
    OBJECT_PIN("objectPin"),
    /** {@code objectGet}. */
    OBJECT_GET("objectGet"),
    /** {@code unlink}. */
    UNLINK("unlink"),
    /** {@code makeDirectory}. */
    MAKE_DIRECTORY("makeDirectory"),
    /** {@code openById}. */
    OPEN_BY_ID("openById"),
    /** {@code info}. */
    INFO("info"),
    /** {@code statisticsEnable}. */
    STATISTICS_ENABLE("statisticsEnable"),
    /** {@code tokenCreate}. */
    TOKEN_CREATE("tokenCreate"),
    /** {@code withToken}; it has no errno and can't be made to fail. */
    WITH_TOKEN("withToken"),
    /** {@code iteratorCreate}. */
    ITERATOR_CREATE("iteratorCreate"),
    /** {@code read}. */
    READ("read"),
    /** {@code open}. */
    OPEN("open"),
    /** {@code openPath}. */
    OPEN_PATH("openPath"),
    /** {@code processOpen}. */
    PROCESS_OPEN("processOpen"),
    /** {@code append}. */
    APPEND("append"),
    /** {@code interfaceIndex}. */
    INTERFACE_INDEX("interfaceIndex"),
    /** {@code raiseLockedMemory}. */
    RAISE_LOCKED_MEMORY("raiseLockedMemory"),
    /** {@code nextId}. */
    NEXT_ID("nextId"),
    /** {@code memoryMap}. */
    MEMORY_MAP("memoryMap"),
    /** {@code memoryMapAt}. */
    MEMORY_MAP_AT("memoryMapAt"),
    /** {@code memoryRead}. */
    MEMORY_READ("memoryRead"),
    /** {@code memoryWrite}. */
    MEMORY_WRITE("memoryWrite"),
    /** {@code memoryView}; it has no errno and can't be made to fail. */
    MEMORY_VIEW("memoryView"),
    /** {@code memoryDetach}. */
    MEMORY_DETACH("memoryDetach"),
    /** {@code memoryUnmap}. */
    MEMORY_UNMAP("memoryUnmap"),
    /** {@code epollCreate}. */
    EPOLL_CREATE("epollCreate"),
    /** {@code epollAdd}. */
    EPOLL_ADD("epollAdd"),
    /** {@code epollRemove}. */
    EPOLL_REMOVE("epollRemove"),
    /** {@code epollWait}. */
    EPOLL_WAIT("epollWait"),
    /** {@code eventCreate}. */
    EVENT_CREATE("eventCreate"),
    /** {@code eventSignal}. */
    EVENT_SIGNAL("eventSignal"),
    /** {@code close}; like {@code close(2)}, it releases the descriptor even when it is made to fail. */
    CLOSE("close"),
    /** {@code openFile}; {@code ENOENT}, {@code EACCES} and {@code EPERM} become the exceptions that opening a file gives. */
    OPEN_FILE("openFile");

    private final String method;

    Call(String method) {
        this.method = method;
    }

    /**
     * The method's name.
     *
     * @return as {@link org.ebpf4j.kernel.Kernel} declares it
     */
    public String method() {
        return method;
    }

    boolean canFail() {
        return this != ALLOCATE && this != MEMORY_VIEW && this != WITH_TOKEN;
    }
}
