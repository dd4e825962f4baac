// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.exporter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.ebpf4j.decoders.NearestName;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A mapping of a YAML file, whose keys are known; everything wrong with it is one sentence with file and line. */
final class YamlMap {
    /** Stands for all entries of another mapping, those that this one has itself excepted. */
    private static final String MERGE = "<<";

    private final String file;
    private final String what;
    private final Node node;
    private final Map<String, Node> values = new LinkedHashMap<>();

    /**
     * Reads a mapping.
     *
     * @param file what errors call it
     * @param what the mapping is, for errors
     * @param node should be a mapping
     * @param keys those that it may have; null for any
     */
    YamlMap(String file, String what, Node node, @Nullable List<String> keys) {
        this.file = file;
        this.what = what;
        this.node = node;
        List<YamlMap> merged = new ArrayList<>();
        if (!(node instanceof MappingNode mapping)) {
            throw wrong(node, what + " is no mapping of keys to values");
        }
        for (NodeTuple entry : mapping.getValue()) {
            String key = text(entry.getKeyNode(), "a key of " + what);
            if (key.equals(MERGE) && entry.getValueNode() instanceof MappingNode) {
                merged.add(new YamlMap(file, what, entry.getValueNode(), keys));
                continue;
            }
            if (keys != null && !keys.contains(key)) {
                throw wrong(
                        entry.getKeyNode(),
                        what + " has an unknown key " + key + "; did you mean " + NearestName.of(key, keys)
                                + "? Its keys are " + String.join(", ", keys));
            }
            if (values.put(key, entry.getValueNode()) != null) {
                throw wrong(entry.getKeyNode(), what + " has the key " + key + " twice; leave one out");
            }
        }
        merged.forEach(other -> other.values.forEach(values::putIfAbsent));
    }

    /** An error about this mapping. */
    IllegalArgumentException wrong(String sentence) {
        return wrong(node, sentence);
    }

    /** An error about a value of this mapping. */
    IllegalArgumentException wrongAt(String key, String sentence) {
        return wrong(values.getOrDefault(key, node), sentence);
    }

    private IllegalArgumentException wrong(Node where, String sentence) {
        int line = where.getStartMark().map(Mark::getLine).orElse(-1) + 1;
        return new IllegalArgumentException(file + ":" + line + ": " + sentence);
    }

    String what() {
        return what;
    }

    boolean has(String key) {
        return present(key) != null;
    }

    /** The value of a key; null where there is none or it is YAML's null. */
    private @Nullable Node present(String key) {
        Node value = values.get(key);
        boolean none = value instanceof ScalarNode scalar
                && scalar.isPlain()
                && (scalar.getValue().isEmpty()
                        || scalar.getValue().equals("null")
                        || scalar.getValue().equals("~"));
        return none ? null : value;
    }

    /** All keys with their values as text. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        values.forEach((key, value) -> texts.put(key, text(value, key + " of " + what)));
        return texts;
    }

    /** A text that must be there. */
    String text(String key) {
        Node value = present(key);
        String text = value == null ? "" : text(value, key + " of " + what);
        if (text.isEmpty()) {
            throw wrong(what + " has no " + key + "; give it one");
        }
        return text;
    }

    /** A text, or another where there is none. */
    String text(String key, String otherwise) {
        Node value = present(key);
        return value == null ? otherwise : text(value, key + " of " + what);
    }

    private String text(Node value, String name) {
        if (value instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw wrong(value, name + " is no text or number");
    }

    boolean flag(String key) {
        return switch (text(key, "false")) {
            case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON" -> true;
            case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF" -> false;
            default -> throw wrongAt(key, key + " of " + what + " is neither true nor false");
        };
    }

    /** A whole number of some range. */
    int number(String key, int least, int most, int otherwise) {
        if (!has(key)) {
            return otherwise;
        }
        try {
            int number = Integer.decode(text(key));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw wrongAt(key, key + " of " + what + " is no number from " + least + " to " + most);
    }

    double real(String key, double otherwise) {
        try {
            return has(key) ? Double.parseDouble(text(key)) : otherwise;
        } catch (NumberFormatException e) {
            throw wrongAt(key, key + " of " + what + " is no number");
        }
    }

    /** Another mapping, null where there is none. */
    @Nullable
    YamlMap map(String key, String called, @Nullable List<String> keys) {
        Node value = present(key);
        return value == null ? null : new YamlMap(file, called, value, keys);
    }

    /** A list of texts; empty where there is none. */
    List<String> textList(String key) {
        return list(key, value -> text(value, "an entry of " + key + " of " + what));
    }

    /** A list of mappings; empty where there is none. */
    List<YamlMap> maps(String key, String called, List<String> keys) {
        return list(key, value -> new YamlMap(file, called + nameOf(value), value, keys));
    }

    /** A list of mappings inside another mapping of that name; empty where there is none. */
    List<YamlMap> maps(String outer, List<String> outerKeys, String key, String called, List<String> keys) {
        YamlMap map = map(outer, outer, outerKeys);
        return map == null ? List.of() : map.maps(key, called, keys);
    }

    /** What has a name is called by it. */
    private static String nameOf(Node node) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                if (entry.getKeyNode() instanceof ScalarNode key
                        && key.getValue().equals("name")
                        && entry.getValueNode() instanceof ScalarNode value) {
                    return " " + value.getValue();
                }
            }
        }
        return "";
    }

    private <T> List<T> list(String key, Function<Node, T> entry) {
        Node value = present(key);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof SequenceNode sequence)) {
            throw wrong(value, key + " of " + what + " is no list");
        }
        List<T> entries = new ArrayList<>();
        sequence.getValue().forEach(one -> entries.add(entry.apply(one)));
        return entries;
    }
}
