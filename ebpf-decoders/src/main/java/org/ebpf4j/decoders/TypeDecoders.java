// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.util.List;
import java.util.Set;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.btf.BtfType;
import org.ebpf4j.btf.DeclTags;
import org.ebpf4j.decode.KeyDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the decoder of a field by what its BTF says, so that nothing need be declared: by a tag {@code ebpf4j:DECODER} on the field or on a typedef
 * that its type goes through, else by the type. {@code DECODERS.md} has the tags and types.
 *
 * <p>Immutable, safe for use by several threads.
 */
public final class TypeDecoders {
    private static final String PREFIX = "ebpf4j:";

    private static final Set<String> ADDRESSES = Set.of("in_addr", "in6_addr");

    /** What C calls a byte of text; bytes that are no text are unsigned. */
    private static final Set<String> TEXT = Set.of("char", "signed char");

    private final Btf btf;
    private final DeclTags tags;

    /**
     * Decoders of the types of an object.
     *
     * @param btf the object's
     */
    public TypeDecoders(Btf btf) {
        this.btf = btf;
        this.tags = DeclTags.of(btf);
    }

    /**
     * The decoder of a struct's member.
     *
     * @param structId the struct's id
     * @param index the member's
     * @return the decoder, to be bound to a kernel; null where the type is none that a label could be made of
     * @throws IllegalArgumentException where a tag is wrong; the message has it and says what to write
     */
    public @Nullable KeyDecoder ofMember(int structId, int index) {
        if (!(btf.type(structId) instanceof BtfType.Struct struct)) {
            throw new IllegalArgumentException(btf.source() + ": type " + structId + " is no struct");
        }
        int type = struct.members().get(index).type();
        KeyDecoder tagged = tagged(tags.on(structId, index), type);
        return tagged != null ? tagged : of(type);
    }

    /**
     * The decoder of a type.
     *
     * @param typeId its id
     * @return as of {@link #ofMember}
     * @throws IllegalArgumentException as of {@link #ofMember}
     */
    public @Nullable KeyDecoder of(int typeId) {
        int end = btf.resolve(typeId);
        for (int id = typeId; id != end; id = behind(id)) {
            KeyDecoder tagged = tagged(tags.on(id), typeId);
            if (tagged != null) {
                return tagged;
            }
            KeyDecoder named = btf.kind(id) == BtfKind.TYPEDEF ? ofTypedef(btf.name(id)) : null;
            if (named != null) {
                return named;
            }
        }
        BtfType type = btf.type(end);
        if (type instanceof BtfType.Int number && number.bool()) {
            return Decoders.bool();
        }
        if (type instanceof BtfType.Enum) {
            return Decoders.enumeration(btf, end);
        }
        if (type instanceof BtfType.Ptr pointer && btf.kind(btf.resolve(pointer.type())) == BtfKind.FUNC_PROTO) {
            return Decoders.ksym();
        }
        if (type instanceof BtfType.Struct struct && ADDRESSES.contains(struct.name())) {
            return Decoders.inetIp();
        }
        return plain(end);
    }

    /** What makes text of numbers and text, whatever they mean; null of other types. */
    private @Nullable KeyDecoder plain(int resolved) {
        BtfType type = btf.type(resolved);
        if (type instanceof BtfType.Int number) {
            return number.signed() && !number.bool() ? Decoders.sint() : Decoders.uint();
        }
        if (type instanceof BtfType.Enum number) {
            return number.signed() ? Decoders.sint() : Decoders.uint();
        }
        if (type instanceof BtfType.Ptr) {
            return Decoders.uint();
        }
        if (type instanceof BtfType.Array array
                && btf.type(btf.resolve(array.element())) instanceof BtfType.Int element
                && element.size() == 1) {
            return TEXT.contains(element.name()) ? Decoders.string() : Decoders.hex();
        }
        return null;
    }

    private @Nullable KeyDecoder tagged(List<String> names, int typeId) {
        List<String> ours =
                names.stream().filter(name -> name.startsWith(PREFIX)).toList();
        if (ours.isEmpty()) {
            return null;
        }
        String tag = ours.get(0);
        try {
            if (ours.size() > 1) {
                throw new IllegalArgumentException("there is also " + ours.get(1) + "; leave one out");
            }
            int size = (int) Math.min(Integer.MAX_VALUE, btf.sizeOf(typeId));
            return DecoderExpression.parse(tag.substring(PREFIX.length()), btf, size, plain(btf.resolve(typeId)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("tag " + tag + ": " + e.getMessage(), e);
        }
    }

    private int behind(int id) {
        BtfType type = btf.type(id);
        if (type instanceof BtfType.Typedef typedef) {
            return typedef.type();
        }
        if (type instanceof BtfType.Const qualified) {
            return qualified.type();
        }
        if (type instanceof BtfType.Volatile qualified) {
            return qualified.type();
        }
        if (type instanceof BtfType.Restrict qualified) {
            return qualified.type();
        }
        return type instanceof BtfType.TypeTag tag ? tag.type() : btf.resolve(id);
    }

    private static @Nullable KeyDecoder ofTypedef(String name) {
        return switch (name) {
            case "__be16", "in_port_t" -> Decoders.port();
            case "__be32", "in_addr_t" -> Decoders.inetIp();
            case "dev_t" -> Decoders.dev();
            default -> null;
        };
    }
}
