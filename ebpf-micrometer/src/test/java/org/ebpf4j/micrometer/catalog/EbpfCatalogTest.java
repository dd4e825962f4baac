// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.micrometer.ProgramStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EbpfCatalogTest {
    private static List<String> programs(List<MetricsSource> sources) {
        EbpfMetrics.Builder builder = EbpfMetrics.builder();
        sources.forEach(builder::add);
        try (EbpfMetrics metrics = builder.build()) {
            return metrics.status().stream().map(ProgramStatus::program).toList();
        }
    }

    @Test
    void programsAreCalledAsTheCatalogCallsThem() {
        assertEquals(EbpfCatalog.names(), programs(EbpfCatalog.all()));
    }

    @Test
    void recommendsSomeOfAll() {
        List<String> recommended = programs(EbpfCatalog.recommended());
        assertTrue(recommended.contains("runqueue"), recommended.toString());
        assertTrue(new HashSet<>(EbpfCatalog.names()).containsAll(recommended), recommended.toString());
        assertTrue(recommended.size() < EbpfCatalog.names().size(), recommended.toString());
    }

    @Test
    void givesWhatIsNamedOnce() {
        assertEquals(List.of("runqueue", "timers"), programs(EbpfCatalog.named(" timers, runqueue,timers")));
        assertEquals(EbpfCatalog.names(), programs(EbpfCatalog.named("timers,all")));
        assertEquals(programs(EbpfCatalog.recommended()), programs(EbpfCatalog.named("recommended,runqueue")));
    }

    @Test
    void saysWhatWasMeant() {
        String message =
                String.valueOf(assertThrows(IllegalArgumentException.class, () -> EbpfCatalog.named("blockio,runquue"))
                        .getMessage());
        assertTrue(message.startsWith("the catalog has no metric \"runquue\"; did you mean runqueue?"), message);
        EbpfCatalog.names().forEach(name -> assertTrue(message.contains(name), message));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "runqueue,", "runqueue,,tcp"})
    void saysThatANameIsBlankInsteadOfGuessingIt(String names) {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> EbpfCatalog.named(names))
                .getMessage());
        assertTrue(message.startsWith("the catalog has no metric without a name, which \"" + names + "\""), message);
        EbpfCatalog.names().forEach(name -> assertTrue(message.contains(name), message));
    }
}
