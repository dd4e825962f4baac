// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.ebpf4j.decode.KeyDecoder;

/**
 * The decoders of ebpf_exporter, by the names and arguments that its configurations have.
 *
 * <p>Most answer as there either way. Strictly, all do: also where the answer there is wrong. What differs is told by {@code DECODERS.md}.
 */
public final class ExporterDecoders {
    private static final Set<String> NAMES = Set.of(
            "uint",
            "hex",
            "string",
            "inet_ip",
            "ifname",
            "majorminor",
            "dname",
            "errno",
            "syscall",
            "ksym",
            "kstack",
            "cgroup",
            "regexp",
            "static_map",
            "pci_vendor",
            "pci_device",
            "pci_class",
            "pci_subclass");

    private ExporterDecoders() {}

    /**
     * The names of all.
     *
     * @return eighteen names, sorted
     */
    public static Set<String> names() {
        return new TreeSet<>(NAMES);
    }

    /**
     * Makes a decoder.
     *
     * @param name as the configuration has it
     * @param staticMap the table, empty where there is none; other decoders than that of this name leave it alone
     * @param allowUnknown whether what is not in the table stays as it is
     * @param regexps the regular expressions, empty where there are none; other decoders leave them alone
     * @param strict whether to answer as ebpf_exporter does where that is wrong
     * @return a decoder, to be bound to a kernel
     * @throws IllegalArgumentException where there is no such decoder, a regular expression is wrong or an argument is missing; the message says
     *     what to write
     */
    public static KeyDecoder of(
            String name, Map<String, String> staticMap, boolean allowUnknown, List<String> regexps, boolean strict) {
        return switch (name) {
            case "uint" -> Decoders.uint();
            case "hex" -> Decoders.hex();
            case "string" -> Decoders.string();
            case "inet_ip" -> new InetIpDecoder(strict);
            case "ifname" -> Decoders.ifname();
            case "majorminor" -> Decoders.majorminor();
            case "dname" -> strict ? new ExporterDname() : Decoders.dname();
            case "errno" -> new ErrnoDecoder(strict);
            case "syscall" -> Decoders.syscall(strict);
            case "ksym" -> Decoders.ksym(strict);
            case "kstack" -> Decoders.kstack(strict);
            case "cgroup" -> Decoders.cgroup();
            case "regexp" -> Decoders.regexp(regexps);
            case "static_map" -> staticMap(staticMap, allowUnknown, strict);
            case "pci_vendor" -> Decoders.pci(PciKind.VENDOR, strict);
            case "pci_device" -> Decoders.pci(PciKind.DEVICE, strict);
            case "pci_class" -> Decoders.pci(PciKind.CLASS, strict);
            case "pci_subclass" -> Decoders.pci(PciKind.SUBCLASS, strict);
            default ->
                throw new IllegalArgumentException("there is no decoder " + name + "; did you mean "
                        + NearestName.of(name, NAMES) + "? The decoders are " + String.join(", ", names()));
        };
    }

    /**
     * Makes a question of regular expressions.
     *
     * @param regexps in Go's syntax (RE2)
     * @return whether one of them is found anywhere in a text; false also where finding that out takes more than a million steps
     * @throws IllegalArgumentException where one is wrong or there is none
     */
    public static Predicate<String> matchingAny(List<String> regexps) {
        return RegexpDecoder.of(regexps)::matches;
    }

    private static KeyDecoder staticMap(Map<String, String> labels, boolean allowUnknown, boolean strict) {
        if (!labels.isEmpty()) {
            return new StaticMapDecoder(labels, allowUnknown);
        }
        if (strict) {
            return new FixedDecoder(StaticMapDecoder.NAME, "empty mapping");
        }
        throw new IllegalArgumentException("decoder static_map has no static_map; give it one");
    }
}
