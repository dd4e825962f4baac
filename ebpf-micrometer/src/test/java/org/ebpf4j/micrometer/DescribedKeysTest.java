// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import org.ebpf4j.decoders.Decoders;
import org.ebpf4j.testkit.CStruct;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys whose tags are wrong, or are not all that is said. */
class DescribedKeysTest {
    private static final ObjectMetrics WRONG = ObjectMetrics.of(DescribedKeysTest.class, "mistagged.bpf.o");

    private final SimulatedKernel kernel = new SimulatedKernel();
    private final PrometheusMeterRegistry registry = Fixtures.prometheus();

    private EbpfMetrics bound(ObjectMetrics source) {
        EbpfMetrics metrics = EbpfMetrics.builder().kernel(kernel).add(source).build();
        metrics.bindTo(registry);
        return metrics;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '"',
            value = {
                "unknown ! tag ebpf4j:ksyn: there is no decoder ksyn; did you mean ksym? One of your own is named in META-INF/services/org.ebpf4j.decode.KeyDecoder",
                "twice ! tag ebpf4j:uint: there is also ebpf4j:hex; leave one out",
                "argument ! tag ebpf4j:ksym(1): decoder ksym takes no argument; leave (1) out",
                "nameless ! tag ebpf4j:flags(nothing): the object describes no enum nothing; compile it with -g, and use the enum in a global declaration such as enum nothing *unused",
                "open ! tag ebpf4j:regexp(a: the parentheses of regexp(a do not end; close them",
                "table ! tag ebpf4j:static_map(1): entry 1 of static_map has no =; write it as 1=read, or ... to let others be",
                "bare ! tag ebpf4j:static_map: decoder static_map has no argument; give it one: static_map(1=read,2=write)",
            })
    void aWrongTagIsOneSentence(String map, String sentence) {
        assertEquals("mistagged.bpf.o: map " + map + ": field field of the key: " + sentence, reason(map));
    }

    @Test
    void aDecoderOfTextTakesNoOtherField() {
        assertEquals(
                "mistagged.bpf.o: map shapeless: field pairs of the key: tag ebpf4j:errno: decoder errno takes what another makes of a field that is"
                        + " neither a number nor text; put one before it",
                reason("shapeless"));
    }

    private String reason(String map) {
        try (EbpfMetrics metrics = bound(WRONG.counter(map, c -> c.name("wrong")))) {
            assertEquals(ProgramStatus.State.ABSENT, metrics.status().get(0).state());
            return metrics.status().get(0).reason();
        }
    }

    @Test
    void whatIsDeclaredWins() {
        try (EbpfMetrics metrics =
                bound(WRONG.counter("unknown", c -> c.name("one").label("field", Decoders.uint())))) {
            assertEquals(List.of(ProgramStatus.up("mistagged")), metrics.status());
            kernel.map("unknown")
                    .put(CStruct.of().u64(7).bytes(), CStruct.of().u64(1).bytes());
            assertEquals("one_total{field=\"7\"} 1.0\n", Fixtures.lines(registry.scrape(), "one_total{"));
        }
    }

    @Test
    void tagsOfOthersAreLeftAlone() {
        try (EbpfMetrics metrics = bound(WRONG.counter("foreign", c -> c.name("one")))) {
            assertEquals(List.of(ProgramStatus.up("mistagged")), metrics.status());
            kernel.map("foreign")
                    .put(CStruct.of().u64(7).bytes(), CStruct.of().u64(1).bytes());
            assertEquals("one_total{field=\"7\"} 1.0\n", Fixtures.lines(registry.scrape(), "one_total{"));
        }
    }
}
