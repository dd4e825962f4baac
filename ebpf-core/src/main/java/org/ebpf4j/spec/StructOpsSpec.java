// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.btf.BtfType;
import org.ebpf4j.btf.EssentialName;
import org.jspecify.annotations.Nullable;

/**
 * A structure of the kernel whose functions are programs, such as {@code tcp_congestion_ops}, as its author filled it in: a variable in
 * {@code SEC(".struct_ops")} (since 5.6) or {@code SEC(".struct_ops.link")} (since 6.4). Its members can be set before the object is loaded.
 * Not thread-safe.
 */
public final class StructOpsSpec {
    private final String name;
    private final Btf btf;
    private final int typeId;
    private final List<BtfType.Member> members;
    private final ByteBuffer contents;
    private final boolean linked;
    private final Map<String, String> functions = new LinkedHashMap<>();
    private boolean optional;
    private boolean autocreate = true;

    /** The members lie inside the contents, each on whole bytes. */
    StructOpsSpec(
            String name,
            Btf btf,
            int typeId,
            List<BtfType.Member> members,
            ByteBuffer contents,
            boolean linked,
            boolean optional) {
        this.name = name;
        this.btf = btf;
        this.typeId = typeId;
        this.members = members;
        this.contents = contents;
        this.linked = linked;
        this.optional = optional;
    }

    /**
     * The structure's name, which is also that of its map.
     *
     * @return the C variable's name
     */
    public String name() {
        return name;
    }

    /**
     * What the kernel calls a structure of this type.
     *
     * @return such as {@code tcp_congestion_ops}, without a flavor
     */
    public String type() {
        return EssentialName.of(btf.name(typeId));
    }

    /**
     * Its type in the object's BTF.
     *
     * @return the id of a struct
     */
    public int typeId() {
        return typeId;
    }

    /**
     * Whether it is registered by a link, which takes it away when it is closed, whatever becomes of this process.
     *
     * @return true for {@code .struct_ops.link}
     */
    public boolean isLinked() {
        return linked;
    }

    /**
     * Its members as the object declares them.
     *
     * @return in the order of the structure, without bit fields
     */
    public List<BtfType.Member> members() {
        return members;
    }

    /**
     * The programs that are its functions.
     *
     * @return names of programs by member, a copy
     */
    public Map<String, String> functions() {
        return new LinkedHashMap<>(functions);
    }

    /**
     * Sets the program that is a function of the structure.
     *
     * @param member the member's name, a pointer to a function
     * @param program the name of a program of section {@code struct_ops}; null for none
     * @return this
     * @throws NotFoundException where the structure has no such member
     * @throws IllegalArgumentException where the member is no pointer to a function
     */
    public StructOpsSpec function(String member, @Nullable String program) {
        if (!isFunction(btf, member(member))) {
            throw new IllegalArgumentException(name + "." + member + " is no pointer to a function");
        }
        if (program == null) {
            functions.remove(member);
        } else {
            functions.put(member, program);
        }
        return this;
    }

    /**
     * Sets an integer of 1, 2, 4 or 8 bytes.
     *
     * @param member the member's name
     * @param value its value, of which as many low bytes are taken as the member has
     * @return this
     * @throws NotFoundException where the structure has no such member
     * @throws IllegalArgumentException where the member is no integer
     */
    public StructOpsSpec set(String member, long value) {
        BtfType.Member found = member(member);
        BtfKind kind = btf.kind(btf.resolve(found.type()));
        if (kind != BtfKind.INT && !kind.isEnum()) {
            throw new IllegalArgumentException(name + "." + member + " is no integer");
        }
        byte[] bytes = new byte[Long.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
        contents.put(offset(found), bytes, 0, Math.min(Long.BYTES, size(found)));
        return this;
    }

    /**
     * Sets the bytes of a member.
     *
     * @param member the member's name
     * @param bytes no more than the member has; what is behind them becomes 0
     * @return this
     * @throws NotFoundException where the structure has no such member
     * @throws IllegalArgumentException where there are too many, or the member is a pointer
     */
    public StructOpsSpec set(String member, byte[] bytes) {
        BtfType.Member found = member(member);
        if (bytes.length > size(found) || btf.kind(btf.resolve(found.type())) == BtfKind.PTR) {
            throw new IllegalArgumentException(name + "." + member + " can't hold " + bytes.length + " bytes");
        }
        contents.put(offset(found), new byte[size(found)]).put(offset(found), bytes);
        return this;
    }

    /**
     * The members that are no functions.
     *
     * @return a copy of the structure as the object lays it out, little-endian, from 0 to its size; functions are 0
     */
    public ByteBuffer contents() {
        ByteBuffer copy = ByteBuffer.allocate(contents.limit()).order(ByteOrder.LITTLE_ENDIAN);
        return copy.put(0, contents, 0, contents.limit());
    }

    /**
     * Marks the structure as one that the object can do without: where it can't be created or registered, all else is there.
     *
     * @return this
     */
    public StructOpsSpec optional() {
        optional = true;
        return this;
    }

    /**
     * Marks the structure as one that the object can't do without, whatever its section says.
     *
     * @return this
     */
    public StructOpsSpec required() {
        optional = false;
        return this;
    }

    /**
     * Whether the object can do without the structure.
     *
     * @return true after {@link #optional}, and for sections that begin with a question mark
     */
    public boolean isOptional() {
        return optional;
    }

    /**
     * Sets whether the structure is created with its object. Programs that are functions of no structure are not loaded.
     *
     * @param create false to leave it out
     * @return this
     */
    public StructOpsSpec autocreate(boolean create) {
        autocreate = create;
        return this;
    }

    /**
     * Whether the structure is created with its object.
     *
     * @return true unless {@link #autocreate(boolean)} said otherwise
     */
    public boolean isAutocreate() {
        return autocreate;
    }

    /**
     * Whether a member of a structure points to a function.
     *
     * @param btf the structure's types
     * @param member the member
     * @return whether a program may be what it points to
     */
    public static boolean isFunction(Btf btf, BtfType.Member member) {
        return btf.type(btf.resolve(member.type())) instanceof BtfType.Ptr pointer
                && btf.kind(btf.resolve(pointer.type())) == BtfKind.FUNC_PROTO;
    }

    private BtfType.Member member(String wanted) {
        for (BtfType.Member member : members) {
            if (member.name().equals(wanted)) {
                return member;
            }
        }
        throw new NotFoundException(
                btf.source() + ": structure " + name + ", a " + type() + ", has no member " + wanted);
    }

    private static int offset(BtfType.Member member) {
        return member.bitOffset() / Byte.SIZE;
    }

    private int size(BtfType.Member member) {
        return (int) btf.sizeOf(member.type());
    }
}
