// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What an exporter is given to put into a registry.
 *
 * @param families those that there are by now; a few more may come, none leaves
 * @param refresher takes new pictures of the maps
 * @param tags what the user gave for all meters
 * @param reads tells when one of the meters about the programs is read in that registry
 */
record Export(Supplier<List<Family>> families, Refresher refresher, Tags tags, ReadSignal reads) {
    /** The tags of a series before the registry's filters. */
    Tags tagsOf(Family family, Series series) {
        List<String> names = family.labelNames();
        List<Tag> labels = new ArrayList<>(names.size());
        for (int i = 0; i < names.size(); i++) {
            labels.add(Tag.of(names.get(i), series.labels().get(i)));
        }
        return tags.and(labels);
    }
}
