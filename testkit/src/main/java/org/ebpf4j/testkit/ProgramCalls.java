// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.insn.Instructions;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.LoadLog;
import org.ebpf4j.kernel.Memory;
import org.ebpf4j.kernel.ProgramLoad;
import org.ebpf4j.kernel.TestRunCall;
import org.jspecify.annotations.Nullable;

/** Loading of BTF and programs. A program is checked as to its form and recorded; the verdict on it is the test's. Guarded by the kernel's lock. */
final class ProgramCalls {
    private static final int BTF_MAGIC = 0xeb9f;
    private static final int BTF_HEADER = 24;
    private static final int LAST_PROGRAM_TYPE = 32;
    private static final int MOST_INSTRUCTIONS = 1_000_000;
    private static final int SOURCE_MAP_FD = 1;
    private static final int SOURCE_MAP_VALUE = 2;

    private final Descriptors descriptors;
    private final ObjectIds ids;
    private Function<ProgramLoad, ProgramVerdict> verdict = unused -> ProgramVerdict.accept();
    private @Nullable ToIntFunction<Btf> typesVerdict;
    private ToLongFunction<ProgramLoad> run = unused -> -Errno.ENOTSUPP.number();

    private int counting;

    ProgramCalls(Descriptors descriptors, ObjectIds ids) {
        this.descriptors = descriptors;
        this.ids = ids;
    }

    void verdict(Function<ProgramLoad, ProgramVerdict> newVerdict) {
        verdict = newVerdict;
    }

    void typesVerdict(ToIntFunction<Btf> newVerdict) {
        typesVerdict = newVerdict;
    }

    void run(ToLongFunction<ProgramLoad> newRun) {
        run = newRun;
    }

    int loadBtf(ByteBuffer btf) {
        ByteBuffer bytes = btf.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.limit() < BTF_HEADER || (bytes.getShort(0) & 0xffff) != BTF_MAGIC) {
            return -Errno.EINVAL.number();
        }
        int refused = typesVerdict(btf);
        if (refused != 0) {
            return refused;
        }
        BtfObject object = new BtfObject(btf.limit());
        ids.give(object);
        return descriptors.open(object);
    }

    private int typesVerdict(ByteBuffer btf) {
        if (typesVerdict == null) {
            return 0;
        }
        try {
            return typesVerdict.applyAsInt(Btf.parse("loaded BTF", copy(btf)));
        } catch (MalformedObjectException e) {
            return -Errno.EINVAL.number();
        }
    }

    int load(ProgramLoad request, @Nullable LoadLog log) {
        int slots = request.instructions().limit() / Instructions.SIZE;
        if (!MapRules.isName(request.name()) || request.type() <= 0 || request.type() > LAST_PROGRAM_TYPE) {
            return -Errno.EINVAL.number();
        }
        if (slots == 0 || slots > MOST_INSTRUCTIONS) {
            return -Errno.E2BIG.number();
        }
        List<KernelObject> held = new ArrayList<>();
        if (request.btfFd() != 0) {
            BtfObject btf = descriptors.get(request.btfFd(), BtfObject.class);
            if (btf == null) {
                return descriptors.errno(request.btfFd());
            }
            held.add(btf);
        }
        if (request.type() == ProgramObject.TRACING && request.attachBtfId() == 0) {
            return -Errno.EINVAL.number();
        }
        ProgramLoad copy = copy(request);
        int refused = findMaps(Instructions.copyOf(copy.instructions()), held);
        if (refused != 0) {
            return refused;
        }
        ProgramVerdict said = verdict.apply(copy);
        if (log != null && !write(said.log(), log)) {
            return -Errno.ENOSPC.number();
        }
        if (said.errno() != 0) {
            return said.errno();
        }
        ProgramObject program = new ProgramObject(copy, held);
        ids.give(program);
        return descriptors.open(program);
    }

    int enableStatistics() {
        counting++;
        return descriptors.open(new StatisticsObject(() -> counting--));
    }

    /** Packet and context are left as they were given. */
    int testRun(int fd, TestRunCall call) {
        ProgramObject program = descriptors.get(fd, ProgramObject.class);
        if (program == null) {
            return descriptors.errno(fd);
        }
        long result = run.applyAsLong(program.request());
        if (result < 0) {
            return (int) result;
        }
        if (counting > 0) {
            program.ran(Math.max(call.repeat(), 1), Math.max(call.repeat(), 1));
        }
        int data = leave(call.data(), call.dataRoom());
        int context = leave(call.context(), call.contextRoom());
        call.answered((int) result, data, context, 1);
        return isTooMuch(data, call.dataRoom()) || isTooMuch(context, call.contextRoom()) ? -Errno.ENOSPC.number() : 0;
    }

    private static int leave(@Nullable Memory given, @Nullable Memory room) {
        if (given == null || room == null) {
            return 0;
        }
        room.bytes().put(0, given.bytes(), 0, Math.min(given.size(), room.size()));
        return given.size();
    }

    private static boolean isTooMuch(int size, @Nullable Memory room) {
        return room != null && size > room.size();
    }

    /** Writes as much of the end as fits; answers whether all of it did. */
    private static boolean write(String text, LoadLog log) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int room = log.text().size() - 1;
        int length = Math.min(bytes.length, room);
        log.text().bytes().put(0, bytes, bytes.length - length, length);
        log.text().bytes().put(length, (byte) 0);
        log.answered(bytes.length + 1);
        return bytes.length <= room;
    }

    private int findMaps(Instructions instructions, List<KernelObject> held) {
        for (int at = 0; at < instructions.count(); at += instructions.isWideLoad(at) ? 2 : 1) {
            if (!instructions.isWideLoad(at)) {
                continue;
            }
            int source = instructions.source(at);
            if (source == SOURCE_MAP_FD || source == SOURCE_MAP_VALUE) {
                int fd = instructions.immediate(at);
                MapObject map = descriptors.get(fd, MapObject.class);
                if (map == null) {
                    return descriptors.errno(fd);
                }
                held.add(map);
            }
        }
        return 0;
    }

    /** The caller may use its buffers again as soon as the call is over. */
    private static ProgramLoad copy(ProgramLoad request) {
        return new ProgramLoad(
                request.name(),
                request.type(),
                request.expectedAttachType(),
                request.flags(),
                request.license(),
                request.kernelVersion(),
                copy(request.instructions()),
                request.btfFd(),
                copy(request.funcInfo()),
                request.funcInfoRecordSize(),
                copy(request.lineInfo()),
                request.lineInfoRecordSize(),
                request.attachBtfId(),
                request.attachFd(),
                request.moduleFds());
    }

    private static ByteBuffer copy(ByteBuffer source) {
        byte[] bytes = new byte[source.limit()];
        source.get(0, bytes);
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }
}
