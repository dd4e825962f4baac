// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.util.Map;
import org.ebpf4j.decode.KeyDecoder;

/**
 * Makes decoders. Their names and what they answer are those of ebpf_exporter's decoders, so that its configurations mean the same here;
 * where its answer was wrong, the method says what differs. A field of a size that a decoder can't take is an
 * {@link IllegalArgumentException} of {@link KeyDecoder#decode}.
 */
public final class Decoders {
    private Decoders() {}

    /**
     * A number: 1, 2, 4 or 8 bytes in native order.
     *
     * @return {@code uint}, which gives unsigned decimal digits
     */
    public static KeyDecoder uint() {
        return new UintDecoder();
    }

    /**
     * Text up to its first NUL, or all of it.
     *
     * @return {@code string}, which gives the text; bytes that are no UTF-8 become U+FFFD
     */
    public static KeyDecoder string() {
        return new StringDecoder();
    }

    /**
     * The address of a kernel function or variable: 8 bytes in native order. Takes CAP_SYSLOG; without it every address is unknown, and the reason
     * is logged once. A name never has the module behind it. The table is kept (a few megabytes) and read again where an address is missing, at
     * most every ten seconds.
     *
     * @return {@code ksym}, which gives the name of the symbol that begins there, else {@code unknown_addr:0x} and hexadecimal digits
     */
    public static KeyDecoder ksym() {
        return new KsymDecoder(System::nanoTime);
    }

    /**
     * A block device: its number as 4 bytes in native order, major and minor as {@code new_encode_dev()} of {@code include/linux/kdev_t.h} packs
     * them; further bytes are left alone. {@code /proc/partitions} is read again where a device is missing, at most every second, so renamed and
     * new devices are seen.
     *
     * @return {@code majorminor}, which gives a name such as {@code sda1}, else {@code unknown:MAJOR:MINOR}
     */
    public static KeyDecoder majorminor() {
        return new MajorMinorDecoder(System::nanoTime);
    }

    /**
     * Text by a table, mostly behind another decoder: {@code uint().then(staticMap(Map.of("1", "read", "2", "write")))}.
     *
     * @param labels what each input becomes; copied
     * @return {@code static_map}, which gives {@code unknown:} and the input where the table has no such input
     */
    public static KeyDecoder staticMap(Map<String, String> labels) {
        return new StaticMapDecoder(Map.copyOf(labels), false);
    }

    /**
     * As {@link #staticMap}, for tables that name only some inputs.
     *
     * @param labels what each input becomes; copied
     * @return {@code static_map}, which gives the input itself where the table has no such input
     */
    public static KeyDecoder staticMapAllowingUnknown(Map<String, String> labels) {
        return new StaticMapDecoder(Map.copyOf(labels), true);
    }
}
