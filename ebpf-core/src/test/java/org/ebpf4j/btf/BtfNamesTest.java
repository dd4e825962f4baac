// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Searches by name answer what looking at every name answers. */
class BtfNamesTest {
    private static final int NAMES = 600;

    private static String name(Random random) {
        StringBuilder name = new StringBuilder("abcdefg".substring(random.nextInt(7)));
        for (int i = random.nextInt(14); i >= 0; i--) {
            name.append(random.nextInt(3) == 0 ? "a" : "_");
        }
        return name.toString();
    }

    private static int[] ids(List<String> names, Predicate<String> wanted) {
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (wanted.test(names.get(i))) {
                ids.add(i + 1);
            }
        }
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    @Test
    void everyNameAndFlavorIsFoundWhereverItsUnderscoresAre() {
        Random random = new Random(7);
        BtfBytes bytes = new BtfBytes();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < NAMES; i++) {
            names.add(name(random));
            assertEquals(i + 1, bytes.struct(names.get(i), 4, 8));
        }
        Btf btf = bytes.parse();
        for (int i = 0; i < NAMES; i++) {
            String wanted = i % 2 == 0 ? names.get(i) : name(random);
            String essential = EssentialName.of(wanted);
            assertArrayEquals(ids(names, wanted::equals), btf.findAll(wanted), wanted);
            assertArrayEquals(
                    ids(names, name -> EssentialName.of(name).equals(essential)), btf.findFlavors(wanted), wanted);
        }
    }

    /** Eight bytes at a time, or one at a time where there are no eight: what stands behind the end makes no difference. */
    @Test
    void theHashIsThatOfTheNameAlone() {
        String name = "perf_event_output___local";
        for (int length = 0; length <= name.length(); length++) {
            String part = name.substring(0, length);
            for (String behind : List.of("", "x", "another_name", "___")) {
                ByteBuffer bytes = ByteBuffer.wrap(
                                ("ab\0" + part + "\0" + behind + "\0").getBytes(StandardCharsets.UTF_8))
                        .order(ByteOrder.LITTLE_ENDIAN);
                assertEquals(NameHash.of(part), NameHash.of(bytes, 3), part);
            }
            assertEquals(part.contains("___"), NameHash.of(part) >>> 32 != 0, part);
            assertNotEquals(NameHash.of(part), NameHash.of(part + "x"));
        }
    }

    @Test
    void aNameIsAsLongAsTheLongestOrNone() {
        String longest = "x".repeat(BtfStrings.LONGEST_NAME);
        assertNotEquals(NameHash.TOO_LONG, NameHash.of(longest));
        for (int more = 1; more < 20; more++) {
            assertEquals(NameHash.TOO_LONG, NameHash.of(longest + "x".repeat(more)));
        }
    }
}
