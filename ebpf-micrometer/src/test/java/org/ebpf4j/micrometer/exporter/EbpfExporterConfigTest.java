// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EbpfExporterConfigTest {
    @TempDir
    Path directory;

    private String yaml = "";

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(EbpfExporterConfigTest.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }

    @BeforeEach
    void copy() throws IOException {
        yaml = new String(resource("probe.yaml"), StandardCharsets.UTF_8);
        Files.write(directory.resolve("probe.bpf.o"), resource("probe.bpf.o"));
    }

    private String failure(String text) throws IOException {
        Files.writeString(directory.resolve("probe.yaml"), text);
        RuntimeException e = assertThrows(
                RuntimeException.class,
                () -> EbpfExporterConfig.read(directory, "probe").sources());
        String message = String.valueOf(e.getMessage());
        assertFalse(message.contains("\n"), message);
        return message;
    }

    /** What the first text of the configuration is replaced by, and what is said of which line. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bucket_type: linear | bucket_typ: linear | 49: histogram probe_name_length has an unknown key bucket_typ; did you mean bucket_type?",
                "bucket_type: linear | bucket_type: liner | 49: there is no bucket_type liner; did you mean linear?",
                "bucket_max: 15 | bucket_max: 0 | 47: histogram probe_name_length has a bucket_max of 0, which is not greater",
                "bucket_max: 15 | bucket_max: many | 51: bucket_max of histogram probe_name_length is no number from 0",
                "size: 16 | size: 200 | 5: map probe_starts_total has keys of 20 bytes, but the labels of counter probe_starts_total have 204",
                "size: 16 | sise: 16 | 9: label comm has an unknown key sise; did you mean size?",
                "size: 16 | padding: 0 | 8: label comm has no size",
                "size: 16 | size: -1 | 9: size of label comm is no number from 1",
                "name: string | name: strnig | 11: there is no decoder strnig; did you mean string?",
                "name: comm | name: co-mm | 8: label co-mm is no name of a label",
                "name: kind | name: comm | 12: counter probe_starts_total has the label comm twice",
                "name: probe_starts_total | name: probe_stars_total | 5: ",
                "help: Starts of programs by name | help: | 5: counter probe_starts_total has no help",
                "perf_event_array: true | perf_event_array: maybe | 32: perf_event_array of counter probe_events_total is neither true nor false",
                "perf_event_array: true | perf_event_array: false | 30: map probe_events_total has values of 4 bytes",
                "flush_interval: 1h30m | flush_interval: soon | 33: flush_interval of counter probe_events_total: soon is no duration",
                "'- ^(cfgprobe[0-9])' | '- ^(cfgprobe[0-9]' | 39: regular expression ^(cfgprobe[0-9]: ",
                "do_exit | do_exut | 2: ",
                "metrics: | metrix: | 3: the configuration has an unknown key metrix; did you mean metrics?",
                "counters: | counters: [] # | 5: ",
            })
    void whatIsWrongIsSaidInOneSentenceWithFileAndLine(String from, String to, String expected) throws IOException {
        assertTrue(yaml.contains(from));
        String message = failure(
                yaml.replaceFirst(java.util.regex.Pattern.quote(from), java.util.regex.Matcher.quoteReplacement(to)));
        String wanted = directory.resolve("probe.yaml") + ":" + expected;
        assertTrue(message.startsWith(wanted), message + "\n" + wanted);
    }

    @Test
    void filesThatAreMissingOrNoYamlAreNamed() throws IOException {
        assertTrue(failure("metrics: [").startsWith(directory.resolve("probe.yaml") + ":1: "));
        assertTrue(failure("").contains("the file is empty"));
        assertTrue(failure("- a\n").contains(":1: the configuration is no mapping"));
        assertTrue(failure("name: x\n").contains("has neither counters nor histograms"));
        assertTrue(failure("a: 1\na: 2\n").contains("unknown key a"));
        Files.writeString(directory.resolve("probe.yaml"), yaml);
        Files.delete(directory.resolve("probe.bpf.o"));
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> EbpfExporterConfig.read(directory, "probe").sources())
                .getMessage();
        assertTrue(String.valueOf(message).contains("has no readable object"), message);
        message = assertThrows(
                        IllegalArgumentException.class,
                        () -> EbpfExporterConfig.read(directory, "other").sources())
                .getMessage();
        assertTrue(String.valueOf(message).contains("there is no readable file"), message);
        assertThrows(IllegalArgumentException.class, () -> EbpfExporterConfig.read(directory, "a", "a"));
    }

    @Test
    void aWholeConfigurationIsRead() throws IOException {
        Files.writeString(directory.resolve("probe.yaml"), yaml);
        assertEquals(1, EbpfExporterConfig.read(directory, "probe").sources().size());
    }

    @ParameterizedTest
    @CsvSource({"1h, 3600000", "1h30m, 5400000", "1.5s, 1500", "300ms, 300", "2m0.5s, 120500"})
    void durationsAreThoseOfGo(String text, long millis) {
        assertEquals(Duration.ofMillis(millis), GoDuration.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"1", "h", "1h-3m", "'1h '", "0s", "1d", "''"})
    void whatIsNoDurationIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> GoDuration.parse(text));
    }
}
