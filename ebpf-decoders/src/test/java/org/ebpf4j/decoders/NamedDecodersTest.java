// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Decoders by name: those of the library, of ebpf_exporter and of somebody else. */
class NamedDecodersTest {
    static Stream<String> exporterNames() {
        return ExporterDecoders.names().stream();
    }

    @ParameterizedTest
    @MethodSource("exporterNames")
    void theExportersAreCalledAsThere(String name) {
        for (boolean strict : new boolean[] {false, true}) {
            assertEquals(
                    name,
                    ExporterDecoders.of(name, Map.of("a", "b"), false, List.of("a"), strict)
                            .name());
        }
    }

    @Test
    void thereAreEighteenOfTheExporter() {
        assertEquals(18, ExporterDecoders.names().size());
    }

    @ParameterizedTest
    @CsvSource({"static_mp, static_map", "cgroups, cgroup", "ksyms, ksym", "kstakc, kstack", "'', hex"})
    void aTypoIsAnsweredWithTheNearestName(String typo, String meant) {
        IllegalArgumentException unknown = assertThrows(
                IllegalArgumentException.class, () -> ExporterDecoders.of(typo, Map.of(), false, List.of(), true));
        assertTrue(String.valueOf(unknown.getMessage()).contains("did you mean " + meant + "?"), unknown::getMessage);
    }

    @Test
    void argumentsReachTheDecoder() {
        assertEquals("b", Label.of(ExporterDecoders.of("static_map", Map.of("a", "b"), false, List.of(), true), "a"));
        assertEquals("c", Label.of(ExporterDecoders.of("static_map", Map.of("a", "b"), true, List.of(), true), "c"));
        assertEquals("b", Label.of(ExporterDecoders.of("regexp", Map.of(), false, List.of("b"), false), "abc"));
    }

    @Test
    void missingArgumentsAreRefused() {
        for (String name : List.of("static_map", "regexp")) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> ExporterDecoders.of(name, Map.of(), false, List.of(), false),
                    name);
        }
        assertEquals(
                "empty mapping", Label.of(ExporterDecoders.of("static_map", Map.of(), true, List.of(), true), "a"));
    }

    @Test
    void strictlyAddressesOfOtherSizesAreAsThere() {
        var inetIp = ExporterDecoders.of("inet_ip", Map.of(), false, List.of(), true);
        assertEquals("<nil>", Label.of(inetIp));
        assertEquals("?7f0001", Label.of(inetIp, Label.bytes(0x7f, 0, 1)));
        assertEquals("127.0.0.1", Label.of(inetIp, Label.bytes(0x7f, 0, 0, 1)));
    }

    @Test
    void somebodyElsesIsFoundByName() {
        assertEquals("shard-6", Label.of(Decoders.named("shard"), 70));
    }

    @Test
    void theLibrarysOwnWins() {
        assertEquals("5", Label.of(Decoders.named("uint"), 5));
    }

    @Test
    void anUnknownNameIsAnsweredWithTheNearestOfAll() {
        IllegalArgumentException unknown = assertThrows(IllegalArgumentException.class, () -> Decoders.named("shart"));
        assertTrue(String.valueOf(unknown.getMessage()).contains("did you mean shard?"), unknown::getMessage);
        assertTrue(
                String.valueOf(unknown.getMessage()).contains("META-INF/services/org.ebpf4j.decode.KeyDecoder"),
                unknown::getMessage);
    }

    @ParameterizedTest
    @MethodSource("ownNames")
    void everyDecoderIsFoundByItsName(String name) {
        assertEquals(name, Decoders.named(name).name());
    }

    static Stream<String> ownNames() {
        return NamedDecoders.names().stream();
    }
}
