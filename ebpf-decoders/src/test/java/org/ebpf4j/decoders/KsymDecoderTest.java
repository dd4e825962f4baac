// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.kernel.Kernel;
import org.junit.jupiter.api.Test;

class KsymDecoderTest {
    private static final String KALLSYMS = "/proc/kallsyms";

    private final FileKernel files = new FileKernel();
    private final AtomicLong nanoTime = new AtomicLong();
    private final KernelSymbols symbols = new KernelSymbols(files.kernel(), nanoTime::get);
    private final KeyDecoder ksym = new KsymDecoder(symbols, false);

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
        KeyDecoder strict = new KsymDecoder(symbols, true);
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
    void whatTheAddressesNameMayChange() {
        files.files.put(KALLSYMS, "10 t unloaded\t[one]\n");
        assertEquals("unloaded", Label.of(ksym, 0x10L));
        files.files.put(KALLSYMS, "10 t loaded\t[other]\n");
        assertEquals("unloaded", Label.of(ksym, 0x10L));
        nanoTime.addAndGet(Duration.ofMinutes(5).toNanos());
        assertEquals("loaded", Label.of(ksym, 0x10L));
        assertEquals(2, files.opened);
    }

    @Test
    void allDecodersOfAKernelShareATable() {
        files.files.put(KALLSYMS, "10 T one\n");
        Kernel kernel = files.kernel();
        KeyDecoder first = Decoders.ksym().on(kernel);
        assertEquals("one", Label.of(first, 0x10L));
        assertEquals("one", Label.of(Decoders.ksym().on(kernel), 0x10L));
        assertEquals("one", Label.of(Decoders.kstack().on(kernel), 0x10L));
        assertEquals(1, files.opened);
        assertEquals("one", Label.of(Decoders.ksym().on(files.kernel()), 0x10L));
        assertEquals(2, files.opened, "another kernel has a table of its own");
        assertEquals("one", Label.of(first, 0x10L));
    }

    @Test
    void theTableGoesWithItsLastDecoder() throws InterruptedException {
        files.files.put(KALLSYMS, "10 T one\n");
        WeakReference<Kernel> kernel = new WeakReference<>(files.kernel());
        WeakReference<KernelSymbols> table =
                new WeakReference<>(KernelSymbols.of(Objects.requireNonNull(kernel.get())));
        while (!table.refersTo(null) || !kernel.refersTo(null)) {
            System.gc();
            Thread.sleep(10);
        }
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
