// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.micrometer.ProgramStatus;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The page that tells of all metrics of the catalog. */
@Tag("host") // The page is not in a guest.
@KernelTest(needs = {Need.BPF, Need.BTF, Need.TRACING})
class CatalogPageTest {
    private static final Path TYPES = Path.of("/sys/kernel/btf/vmlinux");
    private static final Pattern SECTION = Pattern.compile("(?ms)^## `(\\w+)`\n(.*?)(?=^## |\\z)");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| \\[`(\\w+)`]\\(#\\w+\\) \\| [^|]+ \\| (yes )?\\|$");
    private static final List<String> TOLD =
            List.of("class", "meters", "hooks", "cost", "series", "memory", "PromQL", "alert", "can't tell");

    private static String page() throws IOException {
        return Files.readString(Path.of("CATALOG.md"));
    }

    private static Map<String, String> sections() throws IOException {
        Map<String, String> sections = new LinkedHashMap<>();
        Matcher found = SECTION.matcher(page());
        while (found.find()) {
            sections.put(found.group(1), found.group(2));
        }
        return sections;
    }

    @Test
    void hasASectionForEveryMetricThatTellsAll() throws IOException {
        assertEquals(EbpfCatalog.names(), new ArrayList<>(sections().keySet()));
        sections()
                .forEach((name, text) -> TOLD.forEach(
                        what -> assertTrue(text.contains("\n| " + what + " | "), name + " does not tell its " + what)));
    }

    @Test
    void saysWhichAreRecommended() throws IOException {
        List<String> names = new ArrayList<>();
        List<String> recommended = new ArrayList<>();
        Matcher rows = ROW.matcher(page());
        while (rows.find()) {
            names.add(rows.group(1));
            if (rows.group(2) != null) {
                recommended.add(rows.group(1));
            }
        }
        assertEquals(EbpfCatalog.names(), names);
        assertEquals(recommended, programs(EbpfCatalog.recommended()));
    }

    private static List<String> programs(List<MetricsSource> sources) {
        EbpfMetrics.Builder builder = EbpfMetrics.builder();
        sources.forEach(builder::add);
        try (EbpfMetrics metrics = builder.build()) {
            return metrics.status().stream().map(ProgramStatus::program).toList();
        }
    }

    @Test
    void namesEveryMeterInTheSectionOfItsMetric(Kernel kernel) throws IOException {
        SimulatedKernel simulated = new SimulatedKernel();
        simulated.programRun(program -> ProcessHandle.current().pid());
        simulated.file(TYPES.toString(), Files.readAllBytes(TYPES));
        Map<String, List<String>> meters = meters(EbpfCatalog.all(), kernel);
        for (Map.Entry<String, String> section : sections().entrySet()) {
            String name = section.getKey();
            // What the machine lacks, such as hardware counters, a simulated one has.
            List<String> named = meters.getOrDefault(name, List.of());
            if (named.isEmpty()) {
                named = meters(EbpfCatalog.named(name), simulated).getOrDefault(name, List.of());
            }
            assertFalse(named.isEmpty(), name + " has no meters");
            for (String meter : named) {
                assertTrue(section.getValue().contains("`" + meter + "`"), name + " lacks " + meter);
            }
        }
    }

    /** By program. */
    private static Map<String, List<String>> meters(List<MetricsSource> sources, Kernel kernel) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        EbpfMetrics.Builder builder = EbpfMetrics.builder().kernel(kernel);
        sources.forEach(builder::add);
        try (EbpfMetrics metrics = builder.build()) {
            metrics.bindTo(registry);
            return registry.find("ebpf.series").meters().stream()
                    .map(Meter::getId)
                    .collect(Collectors.groupingBy(
                            id -> String.valueOf(id.getTag("program")),
                            Collectors.mapping(id -> String.valueOf(id.getTag("metric")), Collectors.toList())));
        }
    }
}
