// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import java.nio.ByteBuffer;

/** Parts of BTF that not every kernel takes, oldest first. Each is found out by loading the least BTF that has it. */
public enum BtfFeature {
    /** Functions and their parameters (since 5.0). */
    FUNC,
    /** Variables and the sections that they are in (since 5.2). */
    DATASEC,
    /** Functions that say that other objects see them (since 5.6). */
    FUNC_GLOBAL,
    /** Floating point numbers (since 5.13). */
    FLOAT,
    /** Tags on declarations (since 5.16). */
    DECL_TAG,
    /** Tags on types (since 5.17). */
    TYPE_TAG,
    /** Enums of 64 bits, and enums that say that they are signed (since 6.0). */
    ENUM64,
    /** Sections whose name begins with a question mark (since 6.9). */
    OPTIONAL_SECTION;

    /**
     * The least BTF that has it.
     *
     * @return bytes for {@code BPF_BTF_LOAD}, from 0 to the limit
     */
    public ByteBuffer sample() {
        BtfEditor btf = new BtfEditor();
        switch (this) {
            case FUNC -> function(btf, BtfType.LINKAGE_STATIC);
            case FUNC_GLOBAL -> function(btf, BtfType.LINKAGE_GLOBAL);
            case DATASEC -> section(btf, ".data");
            case OPTIONAL_SECTION -> section(btf, "?.data");
            case FLOAT -> btf.add("float", BtfKind.FLOAT, 0, 4);
            case DECL_TAG -> btf.add("tag", BtfKind.DECL_TAG, 0, variable(btf), -1);
            case TYPE_TAG -> {
                int tagged = btf.add("tag", BtfKind.TYPE_TAG, 0, btf.addInteger("int", 4));
                btf.add("", BtfKind.PTR, 0, tagged);
            }
            case ENUM64 -> btf.add("", BtfKind.ENUM64, 0, 8);
        }
        return btf.bytes();
    }

    private static void function(BtfEditor btf, int linkage) {
        int number = btf.addInteger("int", 4);
        int proto = btf.add("", BtfKind.FUNC_PROTO, 1, 0, btf.addString("argument"), number);
        btf.add("function", BtfKind.FUNC, linkage, proto);
    }

    private static int variable(BtfEditor btf) {
        return btf.add("variable", BtfKind.VAR, 0, btf.addInteger("int", 4), BtfType.LINKAGE_STATIC);
    }

    private static void section(BtfEditor btf, String name) {
        btf.add(name, BtfKind.DATASEC, 1, 4, variable(btf), 0, 4);
    }
}
