// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/**
 * Puts definitions in an order that C takes: what a struct holds comes before it, what it points to is declared before it. A type is needed whole or
 * only declared; C never needs more of what stands behind a pointer, save the elements of an array.
 */
final class CDefinitions {
    private static final int NOBODY = 0;
    /** Compilers have it without being told, and refuse to be told. */
    private static final String BUILT_IN = "__builtin_va_list";

    private final Btf btf;
    private final CText text;
    private final CDefinition definition;
    private final StringBuilder out = new StringBuilder();
    private final BitSet done = new BitSet();
    private final BitSet open = new BitSet();
    private final BitSet declared = new BitSet();
    private final BitSet contained = new BitSet();
    private final Set<String> forwards = new HashSet<>();

    CDefinitions(Btf btf) {
        this.btf = btf;
        this.text = new CText(btf.source());
        this.definition = new CDefinition(btf, text);
    }

    /** Anything that was asked for by its id. */
    void add(int id) {
        BtfType type = btf.type(id);
        if (type instanceof BtfType.DataSection section) {
            section.entries().forEach(entry -> add(entry.type()));
        } else if (type instanceof BtfType.Var variable) {
            need(variable.type(), true, NOBODY);
            print("extern " + definition.declare(variable.type(), CText.identifier(variable.name()), 0));
        } else if (type instanceof BtfType.Func function) {
            need(function.proto(), false, NOBODY);
            print(definition.declare(function.proto(), CText.identifier(function.name()), 0));
        } else {
            need(id, true, NOBODY);
        }
    }

    /** What was asked for, and nothing before it. */
    void addAlone(int id) {
        switch (btf.kind(id)) {
            case STRUCT, UNION -> print(definition.struct(id, 0));
            case ENUM, ENUM64 -> print(definition.enumeration(id, 0));
            case TYPEDEF -> print(definition.typedef(id));
            case FWD -> forward(id);
            case FUNC ->
                print(definition.declare(((BtfType.Func) btf.type(id)).proto(), CText.identifier(btf.name(id)), 0));
            case VAR ->
                print("extern "
                        + definition.declare(((BtfType.Var) btf.type(id)).type(), CText.identifier(btf.name(id)), 0));
            default -> {}
        }
    }

    /** One of all types: only what C can have on its own, and constants that nothing refers to. */
    void addType(int id) {
        if (contained.isEmpty()) {
            findContained();
        }
        BtfKind kind = btf.kind(id);
        boolean named = !btf.name(id).isEmpty();
        switch (kind) {
            case STRUCT, UNION, TYPEDEF, FWD -> {
                if (named) {
                    need(id, true, NOBODY);
                }
            }
            case ENUM, ENUM64 -> {
                if (named) {
                    need(id, true, NOBODY);
                } else if (!contained.get(id)) {
                    print(definition.enumeration(id, 0));
                }
            }
            default -> {}
        }
    }

    private void findContained() {
        contained.set(0);
        for (int id = 1; id < btf.typeCount(); id++) {
            new CReferences(btf).of(id).forEach(contained::set);
        }
    }

    /**
     * Prints what must stand before something that uses a type.
     *
     * @param whole whether its size must be known
     * @param owner the struct that is being defined, which may name itself without being declared
     */
    private void need(int id, boolean whole, int owner) {
        BtfKind kind = btf.kind(id);
        text.enter(id);
        switch (kind) {
            case STRUCT, UNION -> needStruct(id, whole, owner);
            case ENUM, ENUM64 -> {
                if (!btf.name(id).isEmpty() && firstTime(id)) {
                    print(definition.enumeration(id, 0));
                }
            }
            case FWD -> forward(id);
            case TYPEDEF -> needTypedef(id, whole);
            case PTR -> need(((BtfType.Ptr) btf.type(id)).type(), false, owner);
            case ARRAY -> need(((BtfType.Array) btf.type(id)).element(), true, owner);
            case FUNC_PROTO -> needFunction((BtfType.FuncProto) btf.type(id), owner);
            case VOLATILE, CONST, RESTRICT, TYPE_TAG -> need(CDefinition.innerOf(btf.type(id)), whole, owner);
            default -> {}
        }
        text.leave();
    }

    private void needFunction(BtfType.FuncProto function, int owner) {
        need(function.returnType(), false, owner);
        function.params().forEach(param -> need(param.type(), false, owner));
    }

    private void needStruct(int id, boolean whole, int owner) {
        if (done.get(id)) {
            return;
        }
        boolean named = !btf.name(id).isEmpty();
        if (named && !whole) {
            if (id != owner) {
                forward(id);
            }
            return;
        }
        if (open.get(id)) {
            throw BtfReader.malformed(btf.source(), "type " + id + " holds itself");
        }
        open.set(id);
        for (BtfType.Member member : ((BtfType.Struct) btf.type(id)).members()) {
            text.charge(1);
            need(member.type(), true, named ? id : owner);
        }
        open.clear(id);
        if (named) {
            done.set(id);
            print(definition.struct(id, 0));
        }
    }

    /** The name can stand before the struct that it is for, and has to where the struct uses it. */
    private void needTypedef(int id, boolean whole) {
        int behind = ((BtfType.Typedef) btf.type(id)).type();
        if (open.get(id)) {
            throw BtfReader.malformed(btf.source(), "type " + id + " stands for itself");
        }
        if (!done.get(id)) {
            open.set(id);
            need(behind, false, NOBODY);
            open.clear(id);
            done.set(id);
            if (!btf.name(id).equals(BUILT_IN)) {
                print(definition.typedef(id));
            }
        }
        if (whole) {
            need(behind, true, NOBODY);
        }
    }

    private void forward(int id) {
        if (!declared.get(id)) {
            declared.set(id);
            String forward = definition.declare(id, "", 0);
            if (forwards.add(forward)) {
                print(forward);
            }
        }
    }

    private boolean firstTime(int id) {
        boolean first = !done.get(id);
        done.set(id);
        return first;
    }

    private void print(String printed) {
        text.charge(printed.length());
        out.append(out.length() == 0 ? "" : "\n").append(printed).append(";\n");
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
