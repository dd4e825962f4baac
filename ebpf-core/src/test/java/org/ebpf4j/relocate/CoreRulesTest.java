// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ebpf4j.BpfException;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.RelocationException;
import org.ebpf4j.btf.BtfBytes;
import org.ebpf4j.btf.CoreRelocation;
import org.junit.jupiter.api.Test;

/** The rules for finding and comparing types, one by one, on types written by hand. Kind numbers of BTF: 4 struct, 5 union, 8 typedef. */
class CoreRulesTest {
    private static final int OFFSET = 0;
    private static final int EXISTS = 2;
    private static final int SIGNED = 3;
    private static final int TYPE_EXISTS = 8;
    private static final int ENUM_EXISTS = 10;
    private static final int MATCHES = 12;

    private final BtfBytes local = new BtfBytes();
    private final BtfBytes target = new BtfBytes();
    private final int localInt = local.integer("int", 4, true);
    private final int targetInt = target.integer("int", 4, true);

    @Test
    void findsMembersThroughAnonymousStructsAndUnions() {
        int s = local.struct("s", 4, 4, local.string("x"), localInt, 0);
        int inner = target.struct("", 4, 8, target.string("y"), targetInt, 0, target.string("x"), targetInt, 32);
        int union = target.struct("", 5, 8, target.string("z"), targetInt, 0, 0, inner, 0);
        target.struct("s", 4, 24, target.string("w"), targetInt, 0, 0, union, 96);
        assertEquals(16, resolve(s, "0:0", OFFSET).newValue());
    }

    @Test
    void keepsMembersApartWhoseTypesDoNotFit() {
        int s = local.struct("s", 4, 4, local.string("x"), localInt, 0);
        int pointer = target.type("", false, 2, 0, targetInt);
        target.struct("s", 4, 8, target.string("x"), pointer, 0);
        assertTrue(resolve(s, "0:0", OFFSET).poisoned());
        assertEquals(0, resolve(s, "0:0", EXISTS).newValue());
    }

    @Test
    void takesStructsForUnionsInFieldsButNotAtTheRoot() {
        int localPart = local.struct("p", 4, 4, local.string("v"), localInt, 0);
        int s = local.struct("s", 4, 4, local.string("x"), localPart, 0);
        int targetPart = target.struct("q", 5, 4, target.string("v"), targetInt, 0);
        target.struct("s", 4, 8, target.string("x"), targetPart, 32);
        assertEquals(4, resolve(s, "0:0:0", OFFSET).newValue());
        int u = local.struct("u", 4, 4);
        target.struct("u", 5, 4);
        assertEquals(0, resolve(u, "0", TYPE_EXISTS).newValue());
    }

    @Test
    void checksBoundsOfArraysUnlessTheyAreFlexible() {
        int array = local.type("", false, 3, 0, 0, localInt, localInt, 8);
        int s = local.struct("s", 4, 32, local.string("x"), array, 0);
        int t = local.struct("t", 4, 32, local.string("x"), array, 0);
        int four = target.type("", false, 3, 0, 0, targetInt, targetInt, 4);
        int none = target.type("", false, 3, 0, 0, targetInt, targetInt, 0);
        target.struct("s", 4, 20, target.string("x"), four, 0, target.string("n"), targetInt, 128);
        target.struct("t", 4, 4, target.string("n"), targetInt, 0, target.string("x"), none, 32);
        assertEquals(12, resolve(s, "0:0:3", OFFSET).newValue());
        assertTrue(resolve(s, "0:0:4", OFFSET).poisoned());
        assertEquals(4 + 28, resolve(t, "0:0:7", OFFSET).newValue());
    }

    @Test
    void takesBothWidthsOfEnumForOneKindAndIgnoresFlavorsOfValues() {
        int e = local.type("e___old", false, 6, 1, 4, local.string("ON___old"), 1);
        target.type("e", false, 19, 2, 8, target.string("OFF"), 0, 0, target.string("ON"), 5, 1);
        assertEquals(1, resolve(e, "0", ENUM_EXISTS).newValue());
        assertEquals(0x100000005L, resolve(e, "0", 11).newValue());
    }

    @Test
    void extendsValuesAsTheirEnumsSay() {
        int signed = local.type("s", true, 6, 1, 4, local.string("LOW"), -3);
        int plain = local.type("p", false, 6, 1, 4, local.string("TOP"), -3);
        // The BTF of old kernels does not say that an enum is signed.
        target.type("s", false, 6, 1, 4, target.string("LOW"), -4);
        target.type("p", false, 6, 1, 4, target.string("TOP"), -4);
        assertEquals(-4, resolve(signed, "0", 11).newValue());
        assertEquals(0xfffffffcL, resolve(plain, "0", 11).newValue());
    }

    @Test
    void searchesTypedefsUnderTheirOwnName() {
        int t = local.type("t", false, 8, 0, local.struct("", 4, 4, local.string("x"), localInt, 0));
        target.type("t", false, 8, 0, target.struct("", 4, 8, target.string("x"), targetInt, 32));
        assertEquals(4, resolve(t, "0:0", OFFSET).newValue());
        assertEquals(8, resolve(t, "0", 9).newValue());
    }

    @Test
    void matchesStructsWithMoreMembersAndPointersByName() {
        int localOther = local.struct("other", 4, 4, local.string("gone"), localInt, 0);
        int s = local.struct("s", 4, 8, local.string("o"), local.type("", false, 2, 0, localOther), 0);
        int targetOther = target.type("other", false, 7, 0, 0);
        int pointer = target.type("", false, 2, 0, targetOther);
        target.struct("s", 4, 16, target.string("n"), targetInt, 0, target.string("o"), pointer, 64);
        assertEquals(1, resolve(s, "0", MATCHES).newValue());
        int more = local.struct("s", 4, 8, local.string("n"), localInt, 0, local.string("m"), localInt, 32);
        assertEquals(0, resolve(more, "0", MATCHES).newValue());
    }

    @Test
    void matchesIntegersOfTheSameWidthAndSignOnly() {
        int unsigned = target.integer("uint", 4, false);
        int localUnsigned = local.integer("uint", 4, true);
        target.struct("s", 4, 4, target.string("x"), unsigned, 0);
        int s = local.struct("s", 4, 4, local.string("x"), localUnsigned, 0);
        assertEquals(0, resolve(s, "0", MATCHES).newValue());
        assertEquals(1, resolve(s, "0", TYPE_EXISTS).newValue());
        assertEquals(0, resolve(s, "0:0", SIGNED).newValue());
    }

    @Test
    void keepsTheListOfTypesWhereNoneHasWhatIsAskedFor() {
        int s = local.struct("s", 4, 8, local.string("x"), localInt, 0, local.string("y"), localInt, 32);
        target.struct("s", 4, 8, target.string("y"), targetInt, 0);
        CoreRelocator relocator = new CoreRelocator(local.parse(), target.parse());
        assertEquals(
                0, relocator.resolve(new CoreRelocation(0, s, "0:0", EXISTS)).newValue());
        CoreValue y = relocator.resolve(new CoreRelocation(0, s, "0:1", OFFSET));
        assertFalse(y.poisoned());
        assertEquals(4, y.originalValue());
    }

    @Test
    void rejectsAccessStringsThatDoNotFitTheType() {
        int s = local.struct("s", 4, 4, local.string("x"), localInt, 0);
        for (String access : new String[] {
            "", ":", "0:", "0:1", "0:0:0", "-1", "0:+0", "x", "0:99999999999", "0" + ":0".repeat(64), "\u0660"
        }) {
            String message = message(MalformedObjectException.class, s, access, OFFSET);
            assertTrue(message.startsWith("test: the access string \"" + access + "\" to struct s "), message);
        }
        message(MalformedObjectException.class, s, "1", TYPE_EXISTS);
        message(MalformedObjectException.class, s, "0", ENUM_EXISTS);
        message(MalformedObjectException.class, 99, "0", TYPE_EXISTS);
    }

    @Test
    void rejectsTypesWithoutNames() {
        int anonymous = local.struct("", 4, 4, local.string("x"), localInt, 0);
        assertTrue(message(RelocationException.class, anonymous, "0:0", OFFSET).contains("has no name"));
    }

    @Test
    void rejectsKindsThatAreNewerThanThis() {
        assertTrue(
                message(RelocationException.class, localInt, "0", 13).startsWith("Relocations of kind 13 are newer"));
    }

    @Test
    void rejectsElementsThatAreFurtherAwayThanMemoryIsLong() {
        int huge = localInt;
        for (int i = 0; i < 2; i++) {
            huge = local.type("", false, 3, 0, 0, huge, localInt, Integer.MAX_VALUE / 2);
        }
        int s = local.type("s", false, 8, 0, huge);
        assertTrue(message(RelocationException.class, s, "2147483647", OFFSET).contains("further away"));
    }

    @Test
    void givesUpOnTypesThatHoldEachOtherWithoutEnd() {
        int s = local.struct("s", 4, 4, local.string("x"), localInt, 0);
        // Two anonymous members, each of the struct's own type: 2 to the 64th ways to look.
        int self = 2;
        target.struct("s", 4, 64, 0, self, 0, 0, self, 0);
        assertTrue(message(RelocationException.class, s, "0:0", OFFSET).contains("nested too deep"));
    }

    private CoreValue resolve(int type, String access, int kind) {
        return new CoreRelocator(local.parse(), target.parse()).resolve(new CoreRelocation(0, type, access, kind));
    }

    private String message(Class<? extends BpfException> wanted, int type, String access, int kind) {
        return String.valueOf(
                assertThrows(wanted, () -> resolve(type, access, kind), access).getMessage());
    }
}
