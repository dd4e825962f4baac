// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tags that declarations have, as {@code __attribute__((btf_decl_tag("...")))} gives them, by what they are on. Compilers since clang 14 write them.
 * Immutable, safe for use by several threads.
 */
public final class DeclTags {
    private record Place(int type, int component) {}

    private final Map<Place, List<String>> tags = new HashMap<>();

    private DeclTags() {}

    /**
     * Looks for all tags, which reads each type's kind once.
     *
     * @param btf has them
     * @return the tags
     * @throws org.ebpf4j.MalformedObjectException where one of them is not readable
     */
    public static DeclTags of(Btf btf) {
        DeclTags found = new DeclTags();
        for (int id = 1; id < btf.typeCount(); id++) {
            if (btf.kind(id) == BtfKind.DECL_TAG && btf.type(id) instanceof BtfType.DeclTag tag) {
                found.tags
                        .computeIfAbsent(new Place(tag.type(), tag.component()), place -> new ArrayList<>())
                        .add(tag.name());
            }
        }
        return found;
    }

    /**
     * The tags of a whole declaration.
     *
     * @param typeId of a struct, union, function, variable or typedef
     * @return its tags in the order of their types; empty where it has none
     */
    public List<String> on(int typeId) {
        return on(typeId, -1);
    }

    /**
     * The tags of a member or parameter.
     *
     * @param typeId of the struct, union or function
     * @param component the member's or parameter's index
     * @return its tags in the order of their types; empty where it has none
     */
    public List<String> on(int typeId, int component) {
        return List.copyOf(tags.getOrDefault(new Place(typeId, component), List.of()));
    }
}
