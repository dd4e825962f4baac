// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Supplier;
import org.ebpf4j.decode.KeyDecoder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decoders by name: the library's own that take no argument, then those that others provide. */
final class NamedDecoders {
    private static final Logger LOG = LoggerFactory.getLogger(NamedDecoders.class);

    /** Providers that can't be made are passed by, but not for ever: a loader may give the same one again and again. */
    private static final int MOST_BROKEN = 100;

    private static final Map<String, Supplier<KeyDecoder>> OWN = Map.ofEntries(
            Map.entry("uint", Decoders::uint),
            Map.entry("int", Decoders::sint),
            Map.entry("hex", Decoders::hex),
            Map.entry("string", Decoders::string),
            Map.entry("inet_ip", Decoders::inetIp),
            Map.entry("ifname", Decoders::ifname),
            Map.entry("majorminor", Decoders::majorminor),
            Map.entry("dname", Decoders::dname),
            Map.entry("errno", Decoders::errno),
            Map.entry("syscall", Decoders::syscall),
            Map.entry("ksym", Decoders::ksym),
            Map.entry("kstack", Decoders::kstack),
            Map.entry("cgroup", Decoders::cgroup),
            Map.entry("pci_vendor", Decoders::pciVendor),
            Map.entry("pci_device", Decoders::pciDevice),
            Map.entry("pci_class", Decoders::pciClass),
            Map.entry("pci_subclass", Decoders::pciSubclass),
            Map.entry("bool", Decoders::bool),
            Map.entry("dev_t", Decoders::dev),
            Map.entry("mac", Decoders::mac),
            Map.entry("port", Decoders::port),
            Map.entry("sockaddr", Decoders::sockaddr),
            Map.entry("duration", Decoders::duration),
            Map.entry("uuid", Decoders::uuid),
            Map.entry("uid", Decoders::uid),
            Map.entry("gid", Decoders::gid),
            Map.entry("pid", Decoders::pid),
            Map.entry("thread_group", Decoders::threadGroup),
            Map.entry("signal", Decoders::signal),
            Map.entry("tcp_state", Decoders::tcpState),
            Map.entry("address_family", Decoders::addressFamily),
            Map.entry("container", Decoders::container),
            Map.entry("pod", Decoders::pod),
            Map.entry("systemd_unit", Decoders::systemdUnit),
            Map.entry("netns", Decoders::netns),
            Map.entry("ustack", Decoders::ustack));

    /** Those that take what another decoder makes of a field, digits mostly. */
    private static final Set<String> TAKE_TEXT = Set.of(
            "errno",
            "syscall",
            "cgroup",
            "regexp",
            "static_map",
            "pci_vendor",
            "pci_device",
            "pci_class",
            "pci_subclass",
            "duration",
            "uid",
            "gid",
            "pid",
            "thread_group",
            "signal",
            "tcp_state",
            "address_family",
            "container",
            "pod",
            "systemd_unit",
            "netns");

    private NamedDecoders() {}

    /** Whether a decoder can't begin a chain. */
    static boolean takesText(String name) {
        return TAKE_TEXT.contains(name);
    }

    static Set<String> names() {
        return OWN.keySet();
    }

    static KeyDecoder of(String name) {
        Supplier<KeyDecoder> own = OWN.get(name);
        if (own != null) {
            return own.get();
        }
        List<String> names = new ArrayList<>(OWN.keySet());
        for (KeyDecoder provided : provided()) {
            if (provided.name().equals(name)) {
                return provided;
            }
            names.add(provided.name());
        }
        throw new IllegalArgumentException("there is no decoder " + name + "; did you mean "
                + NearestName.of(name, names) + "? One of your own is named in META-INF/services/"
                + KeyDecoder.class.getName());
    }

    private static List<KeyDecoder> provided() {
        List<KeyDecoder> provided = new ArrayList<>();
        Iterator<KeyDecoder> decoders = ServiceLoader.load(KeyDecoder.class).iterator();
        int broken = 0;
        while (broken < MOST_BROKEN) {
            try {
                if (!decoders.hasNext()) {
                    break;
                }
                provided.add(decoders.next());
            } catch (ServiceConfigurationError e) {
                LOG.warn("A decoder is left out: {}", e.toString());
                broken++;
            }
        }
        return provided;
    }
}
