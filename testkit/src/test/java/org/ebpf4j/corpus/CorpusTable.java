// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.corpus;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ebpf4j.BpfException;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.spec.ProgramSpec;

/** The corpus as a page of documentation. All of it is known without a kernel; the tests that have one show that it is true. */
final class CorpusTable {
    private static final String HEAD = """
            # The corpus

            Objects in every form that the loader knows, and broken ones. The [sources](src/test/resources/org/ebpf4j/corpus) are compiled by clang 14 and 19, for
            the instruction sets v1 to v4, with BTF and without, with all debugging information, big-endian, and two of them linked by bpftool.
            `CorpusAgreementTest` loads each with libbpf 1.1 and with this library, and compares: the same maps with the same attributes, the same programs down to
            the tags that the kernel computes of their instructions. `PackagedObjectsTest` does so with the objects of Debian's libbpf-tools and xdp-tools.

            This page is written by `mvn -pl testkit -am test -Dtest=CorpusTableTest -Dsurefire.failIfNoSpecifiedTests=false -Debpf.corpus.write=true`.
            Programs that can't be loaded are those that no kernel takes; a kernel that lacks something takes fewer.

            | object | what it has | maps | programs loaded | libbpf 1.1 |
            |---|---|---|---|---|
            """;

    private static final String BROKEN = """

            What is broken is refused with one sentence:

            | object | what is wrong | what is said |
            |---|---|---|
            """;

    private CorpusTable() {}

    /** The whole page. */
    static String text() throws IOException {
        StringBuilder whole = new StringBuilder(HEAD);
        StringBuilder broken = new StringBuilder(BROKEN);
        for (CorpusObject object : CorpusObject.committed()) {
            Optional<CorpusSource> source = CorpusSource.of(object);
            if (source.isPresent()) {
                if (source.get().stage() == Outcome.Stage.LOADED) {
                    row(whole, object.name(), source.get().about(), loaded(object, source.get()));
                } else {
                    row(broken, object.name(), source.get().about(), refused(object, source.get()));
                }
            }
        }
        return whole.append(broken).toString();
    }

    private static String loaded(CorpusObject object, CorpusSource source) {
        ObjectSpec spec = ObjectSpec.read(object.file());
        List<String> refused = spec.programs().stream()
                .map(ProgramSpec::name)
                .filter(source.refused()::contains)
                .map(name -> "`" + name + "`")
                .toList();
        int programs = spec.programs().size();
        String loaded = refused.isEmpty()
                ? Integer.toString(programs)
                : programs - refused.size() + " of " + programs + "; not " + String.join(", ", refused);
        List<String> reasons = new ArrayList<>();
        for (Disagreement known : Disagreement.ALL) {
            if (known.isOf(object)) {
                reasons.add(known.reason());
            }
        }
        int maps = spec.maps().size();
        return maps + " | " + loaded + " | " + (reasons.isEmpty() ? "the same" : String.join(" ", reasons));
    }

    /** What the reader says; of maps that the kernel refuses, that it does. */
    private static String refused(CorpusObject object, CorpusSource source) {
        try {
            ObjectSpec.read(object.file());
            return "(by the kernel, when the map is created)";
        } catch (BpfException e) {
            return source.stage() == Outcome.Stage.UNREAD ? String.valueOf(e.getMessage()) : "?";
        }
    }

    private static void row(StringBuilder table, String name, String about, String rest) {
        table.append("| `")
                .append(name)
                .append("` | ")
                .append(about)
                .append(" | ")
                .append(rest)
                .append(" |\n");
    }
}
