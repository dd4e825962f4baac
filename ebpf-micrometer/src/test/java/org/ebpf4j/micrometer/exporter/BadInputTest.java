// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a configuration is one sentence with file and line, and says what to write. */
class BadInputTest {
    @TempDir
    Path directory;

    /** The configuration, a text in it, what it is replaced by, and line and sentence, where OBJECT is the object's path. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '"',
            value = {
                "probe ! metrics: ! metrix: ! 3: the configuration has an unknown key metrix; did you mean metrics? Its keys are name, metrics, tracing, kaddrs, cgroup_id_map",
                "probe ! size: 16 ! size: 8 ! 5: map probe_starts_total has keys of 20 bytes, but the labels of counter probe_starts_total have 12 with padding; correct the sizes",
                "probe ! size: 16 ! size: 200 ! 5: map probe_starts_total has keys of 20 bytes, but the labels of counter probe_starts_total have 204 with padding; correct the sizes",
                "probe ! size: 16 ! sizes: 16 ! 9: label comm has an unknown key sizes; did you mean size? Its keys are name, size, padding, decoders",
                "probe ! name: probe_starts_total ! name: probe_stars_total ! 5: OBJECT: there is no map probe_stars_total; it has .rodata, probe_starts_total, probe_symbols_total, probe_all_total, probe_events_total, probe_name_length; a metric is called as its map is",
                "probe ! - name: string ! - name: strnig ! 11: there is no decoder strnig; did you mean string? The decoders are cgroup, dname, errno, hex, ifname, inet_ip, kstack, ksym, majorminor, pci_class, pci_device, pci_subclass, pci_vendor, regexp, static_map, string, syscall, uint",
                "probe ! - ^(cfgprobe[0-9]) ! - ^(cfgprobe[0-9] ! 39: regular expression ^(cfgprobe[0-9]: Unclosed group; write it as Go (RE2) takes it",
                "probe ! - do_exit ! - do_exut ! 2: OBJECT: there is no variable kaddr_do_exut; it has kaddr_do_exit",
                "probe ! help: Starts of programs by name ! help: [] ! 6: help of counter probe_starts_total is no text or number",
                "buckets ! bucket_type: fixed ! bucket_type: fix ! 60: there is no bucket_type fix; did you mean fixed? The types are exp2, exp2zero, linear, fixed",
                "buckets ! bucket_max: 2 ! bucket_max: -2 ! 12: bucket_max of histogram digit_exp2 is no number from 0 to 62",
                "buckets ! bucket_multiplier: 0.5 ! bucket_multiplier: half ! 13: bucket_multiplier of histogram digit_exp2 is no number",
                "buckets ! - 5 ! - 0.5 ! 58: histogram digit_fixed: bucket key 0.5 is no whole number, as keys of maps are",
                "buckets ! - 5 ! - 10 ! 58: histogram digit_fixed: the bounds of a histogram must rise, but 9 follows 10",
                "percpu ! size: 2 ! size: 4 ! 3: label cpu of counter cpu_starts_total is the number of a CPU, which has 2 bytes, not 4; correct its size",
                "spans ! ringbuf: start_spans ! ringbuf: start_span ! 4: OBJECT: there is no map start_span; it has start_spans, bare_spans; ringbuf is the name of a map",
                "spans ! ringbuf: bare_spans ! ringbuf: start_spans ! 45: two spans are on ring buffer start_spans; give each one of its own",
                "spans ! service: kernel ! servise: kernel ! 5: span start has an unknown key servise; did you mean service? Its keys are name, ringbuf, service, labels",
                "spans ! size: 16 ! size: 0 ! 8: size of label trace_id is no number from 1 to 65536",
                "cgroups ! name: wanted_cgroups ! name: wanted ! 20: OBJECT: there is no map wanted; it has wanted_cgroups, starts_wanted_total, starts_other_total",
                "cgroups ! name: wanted_cgroups ! name: starts_other ! 20: OBJECT: there is no map starts_other; it has wanted_cgroups, starts_wanted_total, starts_other_total",
                "storage ! type: cgrp_storage ! type: hash ! 13: map wanted_cgroups is of type cgrp_storage; set type: cgrp_storage, or declare the map otherwise",
                "storage ! type: cgrp_storage ! type: storage ! 13: there is no type storage of cgroup_id_map; the types are hash, cgrp_storage",
                "cgroups ! - nothing like this ! - nothing (like this ! 22: cgroup_id_map: regular expression nothing (like this: Unclosed group; write it as Go (RE2) takes it",
                "cgroups ! regexps: ! regexp: ! 21: cgroup_id_map has an unknown key regexp; did you mean regexps? Its keys are name, type, regexps",
            })
    void whatIsWrongIsOneSentence(String config, String from, String to, String expected) throws IOException {
        EbpfExporterConfig read = Configured.copy(directory, config);
        Path yaml = directory.resolve(config + ".yaml");
        String text = Files.readString(yaml);
        assertTrue(text.contains(from), from);
        Files.writeString(yaml, text.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to)));
        RuntimeException e = assertThrows(RuntimeException.class, read::sources);
        String object = directory.resolve(config + ".bpf.o").toString();
        assertEquals(yaml + ":" + expected.replace("OBJECT", object), e.getMessage());
    }
}
