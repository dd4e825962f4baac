// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.RelocationException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.CoreRelocation;
import org.ebpf4j.insn.Instructions;
import org.jspecify.annotations.Nullable;

/**
 * Fits what an object was compiled against to the types of one kernel: "compile once, run everywhere". Types are found by name and kind, a
 * flavor behind three underscores left aside; members by name, through anonymous structs and unions. The rules are libbpf's.
 *
 * <p>A field that the target lacks is no error here: its instruction is poisoned, a call of a function that does not exist, so that the
 * kernel rejects the program only if the instruction could run. {@link CoreValue#description} then says what was missing.
 *
 * <p>Not thread-safe: candidates are remembered from one relocation to the next, and those that lack a field drop out.
 */
public final class CoreRelocator {
    /** The number of the function that a poisoned instruction calls, which a verifier log names: 195896080. */
    public static final int POISON = 0xbad2310;

    private final Btf local;
    private final Btf target;
    /** Programs of one object ask the same again and again. */
    private final Map<Question, CoreValue> answers = new HashMap<>();

    private final Supplier<List<Btf>> modules;
    private final Map<Integer, List<Candidate>> candidates = new HashMap<>();

    /**
     * Makes a relocator.
     *
     * @param local types of the object
     * @param target types of the kernel
     */
    public CoreRelocator(Btf local, Btf target) {
        this(local, target, List::of);
    }

    /**
     * Makes a relocator that looks further.
     *
     * @param local types of the object
     * @param target types of the kernel
     * @param modules types of its modules, split from those of the kernel; asked for where the kernel itself has none of the name
     */
    public CoreRelocator(Btf local, Btf target, Supplier<List<Btf>> modules) {
        this.local = local;
        this.target = target;
        this.modules = modules;
    }

    /**
     * Finds what a relocation comes to on the target.
     *
     * @param relocation a relocation of the object
     * @return the value; poisoned if the target lacks what is needed
     * @throws MalformedObjectException if the relocation does not fit the object's own types
     * @throws RelocationException if types of the target disagree, or can't be compared
     */
    public CoreValue resolve(CoreRelocation relocation) {
        Question question = new Question(relocation.typeId(), relocation.access(), relocation.kind());
        CoreValue known = answers.get(question);
        if (known == null) {
            known = answer(relocation);
            answers.put(question, known);
        }
        return known;
    }

    private CoreValue answer(CoreRelocation relocation) {
        CoreKind kind = CoreKind.of(relocation.kind());
        AccessPath path = LocalAccess.parse(local, relocation, kind);
        if (kind == CoreKind.TYPE_ID_LOCAL) {
            return CoreAnswer.of(kind, path, null);
        }
        int root = relocation.typeId();
        List<Candidate> from = candidates.computeIfAbsent(root, this::search);
        List<Candidate> kept = new ArrayList<>();
        @Nullable Match first = null;
        StepLimit limit = new StepLimit(local.source() + ": " + path.describe());
        for (Candidate candidate : from) {
            AccessPath found = TargetAccess.match(path, kind, candidate.btf(), candidate.id(), limit);
            if (found != null) {
                Match match = new Match(found, CoreAnswer.of(kind, path, found));
                if (first == null) {
                    first = match;
                } else if (!first.agrees(match)) {
                    throw ambiguous(first, match);
                }
                kept.add(candidate);
            }
        }
        if (first == null) {
            return CoreAnswer.of(kind, path, null);
        }
        candidates.put(root, kept);
        return first.value();
    }

    /**
     * Writes a value into an instruction, after checking that it holds what the compiler put there.
     *
     * @param instructions the program, changed in place
     * @param index slot of the instruction
     * @param value what {@link #resolve} found
     * @return true if the instruction can run; false if it was poisoned, be it that the target lacks the field or that a load can't be made
     *     to fit its size
     * @throws RelocationException if the instruction is not what the relocation is about, or has no room for the value
     */
    public boolean patch(Instructions instructions, int index, CoreValue value) {
        return new CorePatcher(local.source(), instructions, index, value).patch();
    }

    private List<Candidate> search(int root) {
        String name = local.name(root);
        if (name.isEmpty()) {
            throw new RelocationException(local.source() + ": type " + root
                    + " has no name to be found by on the target; give the struct, union or enum a name");
        }
        List<Candidate> found = search(root, name, target, 1);
        if (found.isEmpty()) {
            for (Btf module : modules.get()) {
                found.addAll(search(root, name, module, target.typeCount()));
            }
        }
        return found;
    }

    private List<Candidate> search(int root, String name, Btf in, int first) {
        List<Candidate> found = new ArrayList<>();
        for (int id : in.findFlavors(name)) {
            if (id >= first && TypeCompatibility.sameKind(local.kind(root), in.kind(id))) {
                found.add(new Candidate(in, id));
            }
        }
        return found;
    }

    private RelocationException ambiguous(Match one, Match other) {
        return new RelocationException(local.source() + ": " + one.value().description() + " is ambiguous, for "
                + target.source() + " has several types of that name that disagree: it is "
                + one.value().newValue() + " in type " + one.path().rootType() + " and "
                + other.value().newValue() + " in type " + other.path().rootType()
                + "; describe the one that is meant with more of its members");
    }

    /** What is asked, wherever the instruction is. */
    private record Question(int typeId, String access, int kind) {}
    /** A type that may be the one that is meant. */
    private record Candidate(Btf btf, int id) {}

    /** A candidate that has what is wanted. */
    private record Match(AccessPath path, CoreValue value) {
        boolean agrees(Match other) {
            return path.bitOffset() == other.path.bitOffset() && value.newValue() == other.value.newValue();
        }
    }
}
