// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.ebpf4j.decode.KeyDecoder;
import org.junit.jupiter.api.Test;

class KsymDecoderTest {
    private static final String KALLSYMS = "/proc/kallsyms";

    private final FileKernel files = new FileKernel();
    private final AtomicLong nanoTime = new AtomicLong();
    private final KeyDecoder ksym = new KsymDecoder(files.kernel(), nanoTime::get, false);

    @Test
    void namesTheSymbolThatBeginsAtTheAddress() {
        files.files.put(KALLSYMS, "ffffffff81000000 T _text\nffffffff81000010 t tcp_ack\n");
        assertEquals("tcp_ack", Label.of(ksym, 0xffff_ffff_8100_0010L));
        assertEquals("unknown_addr:0xffffffff81000011", Label.of(ksym, 0xffff_ffff_8100_0011L));
        assertEquals("unknown_addr:0x0", Label.of(ksym, 0L));
    }

    @Test
    void leavesTheModuleOutUnlessStrict() {
        files.files.put(KALLSYMS, "ffffffffc0000000 t nft_do_chain\t[nf_tables]\n");
        assertEquals("nft_do_chain", Label.of(ksym, 0xffff_ffff_c000_0000L));
        KeyDecoder strict = new KsymDecoder(files.kernel(), nanoTime::get, true);
        assertEquals("nft_do_chain\t[nf_tables]", Label.of(strict, 0xffff_ffff_c000_0000L));
    }

    @Test
    void namesNothingWhereAddressesAreHidden() {
        files.files.put(KALLSYMS, "0000000000000000 T _text\n0000000000000000 t tcp_ack\n");
        assertEquals("unknown_addr:0xffffffff81000010", Label.of(ksym, 0xffff_ffff_8100_0010L));
        assertEquals("unknown_addr:0x0", Label.of(ksym, 0L));
    }

    @Test
    void namesNothingWhereThereIsNoTable() {
        assertEquals("unknown_addr:0x1", Label.of(ksym, 1L));
    }

    @Test
    void readsAgainForMissingSymbolsButNotForEach() {
        files.files.put(KALLSYMS, "10 T old\n");
        assertEquals("old", Label.of(ksym, 0x10L));
        files.files.put(KALLSYMS, "10 T old\n20 T loaded_later\n");
        for (int i = 0; i < 100; i++) {
            assertEquals("unknown_addr:0x20", Label.of(ksym, 0x20L));
        }
        assertEquals(1, files.opened);
        nanoTime.addAndGet(Duration.ofSeconds(10).toNanos());
        assertEquals("loaded_later", Label.of(ksym, 0x20L));
        assertEquals("old", Label.of(ksym, 0x10L));
        assertEquals(2, files.opened);
    }

    @Test
    void takesEightBytes() {
        assertThrows(IllegalArgumentException.class, () -> Label.of(ksym, 0));
        assertThrows(IllegalArgumentException.class, () -> Label.of(ksym, new byte[9]));
    }

    @Test
    void mustBeBoundToAKernel() {
        assertThrows(IllegalStateException.class, () -> Label.of(Decoders.ksym(), 0L));
    }
}
