// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.elf.ExecutableFile;
import org.ebpf4j.elf.UsdtProbe;

/** Finds the places of one probe among all of a file, or says what there is instead. */
record UsdtProbes(String what, ExecutableFile file) {
    private static final int MOST_NAMED = 8;
    private static final int MOST_COMPARED = 1000;

    List<UsdtProbe> places(String provider, String name) {
        List<UsdtProbe> all = file.usdtProbes();
        List<UsdtProbe> places = all.stream()
                .filter(probe ->
                        probe.provider().equals(provider) && probe.name().equals(name))
                .distinct()
                .toList();
        if (!places.isEmpty()) {
            return places;
        }
        if (all.isEmpty()) {
            throw new NotFoundException(what + ": " + file.name()
                    + " has no USDT probes (no section .note.stapsdt); name a file that was built with them");
        }
        TreeSet<String> names = all.stream()
                .filter(probe -> probe.provider().equals(provider))
                .map(UsdtProbe::name)
                .collect(Collectors.toCollection(TreeSet::new));
        if (names.isEmpty()) {
            TreeSet<String> providers =
                    all.stream().map(UsdtProbe::provider).collect(Collectors.toCollection(TreeSet::new));
            throw new NotFoundException(what + ": " + file.name() + " has no provider " + provider + "; it has "
                    + near(provider, providers));
        }
        throw new NotFoundException(what + ": provider " + provider + " of " + file.name() + " has no probe " + name
                + "; it has " + near(name, names));
    }

    /** Those that share most with what was wanted, few enough for a sentence. */
    private static String near(String wanted, TreeSet<String> there) {
        List<String> chosen = there.stream()
                .limit(MOST_COMPARED)
                .map(UsdtProbes::shortened)
                .sorted(Comparator.comparing(name -> -shared(wanted, name)))
                .limit(MOST_NAMED)
                .toList();
        int more = there.size() - chosen.size();
        return String.join(", ", chosen) + (more > 0 ? " and " + more + " more" : "");
    }

    /** How many pairs of neighbouring letters both have. */
    private static int shared(String one, String other) {
        int pairs = 0;
        for (int i = 0; i + 2 <= one.length(); i++) {
            pairs += other.contains(one.substring(i, i + 2)) ? 1 : 0;
        }
        return pairs;
    }

    private static String shortened(String name) {
        return name.length() > 64 ? name.substring(0, 64) + "..." : name;
    }
}
