// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.ebpf4j.decode.KeyDecoder;
import org.junit.jupiter.api.Test;

class IfnameDecoderTest {
    private static final String DEV = "/proc/net/dev";
    private static final String HEADING =
            "Inter-|   Receive                       |  Transmit\n face |bytes    packets errs |bytes    packets\n";

    private final FileKernel files = new FileKernel();
    private final AtomicLong nanoTime = new AtomicLong();
    private final KeyDecoder ifname = new IfnameDecoder(files.kernel(), nanoTime::get);

    private void interfaces(String first, String second) {
        files.files.put(
                DEV, HEADING + "    " + first + ":  100  1    0 |  100 1\n" + second + ": 7 1 0 | 2 3\ngone: 1\n");
        files.interfaces.clear();
        files.interfaces.put(first, 1);
        files.interfaces.put(second, 7);
    }

    private void later(long seconds) {
        nanoTime.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    @Test
    void namesInterfacesByTheirIndex() {
        interfaces("lo", "eth0.100@if2");
        assertEquals("lo", Label.of(ifname, 1));
        assertEquals("eth0.100@if2", Label.of(ifname, 7));
        assertEquals("lo", Label.of(ifname, 1L));
        assertEquals("unknown:0", Label.of(ifname, 0));
        assertEquals("unknown:4294967295", Label.of(ifname, -1));
    }

    @Test
    void seesNewInterfacesAfterASecond() {
        interfaces("lo", "eth0");
        assertEquals("unknown:8", Label.of(ifname, 8));
        files.files.merge(DEV, "eth1: 0\n", String::concat);
        files.interfaces.put("eth1", 8);
        assertEquals("unknown:8", Label.of(ifname, 8));
        assertEquals(1, files.opened);
        later(1);
        assertEquals("eth1", Label.of(ifname, 8));
        assertEquals(2, files.opened);
    }

    @Test
    void seesRenamedInterfacesAfterAWhile() {
        interfaces("lo", "eth0");
        assertEquals("eth0", Label.of(ifname, 7));
        interfaces("lo", "wan0");
        later(29);
        assertEquals("eth0", Label.of(ifname, 7));
        assertEquals(1, files.opened);
        later(1);
        assertEquals("wan0", Label.of(ifname, 7));
        assertEquals(2, files.opened);
    }

    @Test
    void givesNumbersWhereThereIsNoTable() {
        assertEquals("unknown:1", Label.of(ifname, 1));
    }

    @Test
    void boundsHowManyUnknownLabelsThereAre() {
        for (int index = 1; index <= Unknowns.MOST; index++) {
            assertEquals("unknown:" + index, Label.of(ifname, index));
        }
        assertEquals("unknown:other", Label.of(ifname, Unknowns.MOST + 1));
        assertEquals("unknown:1", Label.of(ifname, 1));
    }

    @Test
    void takesFourBytes() {
        assertThrows(IllegalArgumentException.class, () -> Label.of(ifname, new byte[3]));
    }
}
