// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;

/**
 * Every object of the corpus, loaded by libbpf and by this library: the same programs are accepted, as the same instructions, and the same maps are made.
 * Where not, {@link Disagreement} says why. Sources say what comes of them on a kernel that has all that they use: the newest of it are arenas.
 */
@KernelTest(needs = {Need.BTF, Need.TRACING, Need.NET_ADMIN, Need.LIBBPF, Need.ARENA})
class CorpusAgreementTest {
    @Test
    void libbpfMakesTheSameOfWhatIsCommitted(Kernel kernel) throws IOException {
        List<CorpusObject> objects = CorpusObject.committed();
        Set<Disagreement> seen = new HashSet<>();
        List<String> unexplained = new ArrayList<>();
        try (Agreement agreement = new Agreement(kernel)) {
            for (CorpusObject object : objects) {
                unexplained.addAll(compare(agreement, object, seen));
            }
        }
        assertEquals("", String.join("\n", unexplained));
        List<String> imagined = Disagreement.ALL.stream()
                .filter(known -> !seen.contains(known) && objects.stream().anyMatch(known::isOf))
                .map(Disagreement::toString)
                .toList();
        assertEquals(List.of(), imagined);
    }

    @Test
    @KernelTest(needs = Need.CLANG)
    void libbpfMakesTheSameOfWhatOtherCompilersGive(Kernel kernel) throws IOException {
        List<CorpusObject> objects = CorpusObject.variants();
        Set<String> variants = new HashSet<>();
        List<String> unexplained = new ArrayList<>();
        try (Agreement agreement = new Agreement(kernel)) {
            for (CorpusObject object : objects) {
                variants.add(object.variant());
                unexplained.addAll(compare(agreement, object, new HashSet<>()));
            }
        }
        assertEquals("", String.join("\n", unexplained));
        assertEquals(11, variants.size(), variants::toString);
    }

    @Test
    void aProgramLoadsUnlessItsSourceSaysThatNoKernelTakesIt(Kernel kernel) throws IOException {
        Map<String, String> wrong = new LinkedHashMap<>();
        int loaded = 0;
        try (Agreement agreement = new Agreement(kernel)) {
            for (CorpusObject object : CorpusObject.committed()) {
                Optional<CorpusSource> source = CorpusSource.of(object);
                if (source.isPresent()) {
                    Agreement.Both both = agreement.load(object.file(), object.bytes());
                    Outcome ours = both.ours().outcome();
                    for (Map.Entry<String, String> program : ours.programs().entrySet()) {
                        boolean loads = !program.getValue().equals(Outcome.REFUSED);
                        loaded += loads ? 1 : 0;
                        if (loads && source.get().refused().contains(program.getKey())) {
                            wrong.put(object.name() + " " + program.getKey(), "is said to be refused, and loads");
                        }
                    }
                    if (source.get().stage() != ours.stage()) {
                        wrong.put(
                                object.name(), ours.stage() + ": " + both.ours().errors());
                    }
                }
            }
        }
        assertEquals(Map.of(), wrong);
        assertTrue(loaded > 100, () -> "few programs loaded");
    }

    /** What differs and nobody knows why. */
    private static List<String> compare(Agreement agreement, CorpusObject object, Set<Disagreement> seen) {
        List<String> unexplained = new ArrayList<>();
        Agreement.Both both = agreement.load(object.file(), object.bytes());
        both.differences().forEach((difference, detail) -> {
            Optional<Disagreement> known = Disagreement.explaining(object, difference);
            known.ifPresent(seen::add);
            if (known.isEmpty()) {
                unexplained.add(object + ": " + difference + ": " + detail);
            }
        });
        return unexplained;
    }
}
