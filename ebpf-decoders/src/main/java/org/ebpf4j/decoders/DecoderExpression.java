// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.decode.KeyDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Decoders as text, of a field whose type is known: names joined with {@code |}, and arguments in parentheses behind those that take some:
 * {@code uint|static_map(1=read,2=write)}, {@code regexp(^(a|b)$)}, {@code flags(NAME)}.
 */
final class DecoderExpression {
    /** What is in static_map where other inputs stay as they are. */
    private static final String OTHERS = "...";

    private final String text;
    private final Btf btf;
    private final int size;

    private DecoderExpression(String text, Btf btf, int size) {
        this.text = text;
        this.btf = btf;
        this.size = size;
    }

    /**
     * Makes the decoders.
     *
     * @param text the expression
     * @param btf has the enums that it names
     * @param size bytes of the field
     * @param plain makes text of the field for decoders that take text; null where its type has none
     * @throws IllegalArgumentException where the expression is wrong; the message says what to write
     */
    static KeyDecoder parse(String text, Btf btf, int size, @Nullable KeyDecoder plain) {
        return new DecoderExpression(text, btf, size).chain(plain);
    }

    private KeyDecoder chain(@Nullable KeyDecoder plain) {
        KeyDecoder chain = null;
        for (String part : split(text, '|')) {
            KeyDecoder next = one(part);
            if (chain != null) {
                chain = chain.then(next);
            } else if (!NamedDecoders.takesText(next.name())) {
                chain = next;
            } else if (plain != null) {
                chain = plain.then(next);
            } else {
                throw new IllegalArgumentException("decoder " + next.name()
                        + " takes what another makes of a field that is neither a number nor text; put one before it");
            }
        }
        if (chain == null) {
            throw new IllegalArgumentException("it names no decoder");
        }
        return chain;
    }

    private KeyDecoder one(String part) {
        int open = part.indexOf('(');
        if (open < 0) {
            return argument(part, "");
        }
        if (!part.endsWith(")")) {
            throw new IllegalArgumentException("the parentheses of " + part + " do not end; close them");
        }
        return argument(part.substring(0, open), part.substring(open + 1, part.length() - 1));
    }

    private KeyDecoder argument(String name, String argument) {
        if (argument.isEmpty()) {
            return switch (name) {
                case "static_map", "regexp", "enum", "flags" ->
                    throw new IllegalArgumentException("decoder " + name + " has no argument; give it one: "
                            + switch (name) {
                                case "static_map" -> "static_map(1=read,2=write)";
                                case "regexp" -> "regexp(^([a-z]+))";
                                default -> name + "(NAME_OF_AN_ENUM)";
                            });
                default -> Decoders.named(name);
            };
        }
        return switch (name) {
            case "static_map" -> staticMap(argument);
            case "regexp" -> Decoders.regexp(List.of(argument));
            case "thread_group" -> Decoders.threadGroup(number(argument));
            case "enum" -> new EnumDecoder(names(argument));
            case "flags" -> new FlagsDecoder(names(argument));
            default ->
                throw new IllegalArgumentException(
                        "decoder " + Decoders.named(name).name() + " takes no argument; leave (" + argument + ") out");
        };
    }

    private static KeyDecoder staticMap(String argument) {
        Map<String, String> labels = new LinkedHashMap<>();
        boolean others = false;
        for (String entry : split(argument, ',')) {
            int equals = entry.indexOf('=');
            if (entry.equals(OTHERS)) {
                others = true;
            } else if (equals < 0) {
                throw new IllegalArgumentException(
                        "entry " + entry + " of static_map has no =; write it as 1=read, or ... to let others be");
            } else {
                labels.put(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        return others ? Decoders.staticMapAllowingUnknown(labels) : Decoders.staticMap(labels);
    }

    private static int number(String argument) {
        try {
            return Integer.parseInt(argument);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the argument " + argument + " of thread_group is no number", e);
        }
    }

    private EnumNames names(String name) {
        for (BtfKind kind : List.of(BtfKind.ENUM, BtfKind.ENUM64, BtfKind.TYPEDEF)) {
            int id = btf.find(name, kind);
            if (id != 0) {
                return EnumNames.of(btf, id).inSize(size);
            }
        }
        throw new IllegalArgumentException("the object describes no enum " + name
                + "; compile it with -g, and use the enum in a global declaration such as enum " + name + " *unused");
    }

    /** Cuts at a character that is in no parentheses and behind no backslash. */
    private static List<String> split(String text, char at) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else if (c == at && depth == 0) {
                parts.add(text.substring(start, i).strip());
                start = i + 1;
            }
        }
        parts.add(text.substring(start).strip());
        return parts;
    }
}
