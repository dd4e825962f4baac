// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class CaseTest {
    private static List<String> names(String... wanted) {
        return Case.select(List.of(wanted)).stream().map(Case::name).toList();
    }

    @Test
    void selectsAllWhereNoneIsNamed() {
        assertEquals(Case.ALL, Case.select(List.of()));
    }

    @Test
    void selectsOneByItsName() {
        assertEquals(List.of("snapshot/hash/10k"), names("snapshot/hash/10k"));
    }

    @Test
    void selectsGroupByWhatStandsBeforeSlash() {
        assertEquals(
                List.of("snapshot/lru-hash/10k", "snapshot/lru-hash/100k", "snapshot/lru-hash/1M"),
                names("snapshot/lru-hash"));
        assertEquals(List.of("iterate/hash/10k", "iterate/hash/100k"), names("iterate/hash/"));
    }

    @Test
    void selectsEachOnce() {
        assertEquals(
                List.of("snapshot/hash/100k", "snapshot/hash/10k", "snapshot/hash/1M"),
                names("snapshot/hash/100k", "snapshot/hash"));
    }

    @Test
    void rejectsPartOfNameThatEndsInsideWord() {
        assertThrows(IllegalArgumentException.class, () -> names("snapshot/hash/10"));
    }

    @Test
    void listsTheNamesWhereOneIsUnknown() {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> names("snapshots"))
                .getMessage());
        assertTrue(message.startsWith("there is no benchmark snapshots;"), message);
        for (Case one : Case.ALL) {
            assertTrue(message.contains(one.name()), message);
        }
    }
}
