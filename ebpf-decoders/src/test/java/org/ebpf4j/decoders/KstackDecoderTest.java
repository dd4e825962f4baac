// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.ebpf4j.decode.KeyDecoder;
import org.junit.jupiter.api.Test;

class KstackDecoderTest {
    private static final String KALLSYMS = "/proc/kallsyms";

    private final FileKernel files = new FileKernel();
    private final AtomicLong nanoTime = new AtomicLong();
    private final KeyDecoder kstack = kstack(false);

    private KeyDecoder kstack(boolean strict) {
        return StackDecoder.kernel(new KernelSymbols(files.kernel(), nanoTime::get), strict);
    }

    private static byte[] stack(long... addresses) {
        ByteBuffer field = ByteBuffer.allocate(addresses.length * 8).order(ByteOrder.nativeOrder());
        for (long address : addresses) {
            field.putLong(address);
        }
        return field.array();
    }

    @Test
    void namesTheFunctionsThatAddressesAreInUpToAZero() {
        files.files.put(KALLSYMS, "4 T one\n6 T two\naa t three\t[module]\n");
        assertEquals("", Label.of(kstack, stack(0, 0)));
        assertEquals("", Label.of(kstack));
        assertEquals("one\none\ntwo", Label.of(kstack, stack(4, 5, 6, 0)));
        assertEquals("three\ntwo\ntwo", Label.of(kstack, stack(0xab, 0x10, 6)));
        assertEquals("??\nthree\n??", Label.of(kstack, stack(1, 0xac, 1, 0, 4)));
    }

    @Test
    void doesNotNameAnAddressAfterAFunctionThatItIsFarBehind() {
        files.files.put(KALLSYMS, "ffffffff81000000 T last\n");
        byte[] far = stack(0xffff_ffff_8103_ffffL, 0xffff_ffff_8104_0000L, -1);
        assertEquals("last\n??\n??", Label.of(kstack, far));
        assertEquals("last\nlast\nlast", Label.of(kstack(true), far));
    }

    @Test
    void namesNothingWhereAddressesAreHidden() {
        files.files.put(KALLSYMS, "0 T one\n0 T two\n");
        assertEquals("??\n??", Label.of(kstack, stack(4, 0xffff_ffff_8100_0010L)));
        assertEquals("??", Label.of(kstack(true), stack(4)));
    }

    @Test
    void readsAgainForMissingFunctionsButNotForEach() {
        files.files.put(KALLSYMS, "4 T one\n");
        assertEquals("one", Label.of(kstack, stack(4)));
        files.files.put(KALLSYMS, "2 T zero\n4 T one\n");
        assertEquals("??\n??", Label.of(kstack, stack(3, 3)));
        nanoTime.addAndGet(Duration.ofSeconds(10).toNanos());
        assertEquals("one\nzero", Label.of(kstack, stack(4, 3)));
        assertEquals(2, files.opened);
    }

    @Test
    void takesWholeAddresses() {
        assertThrows(IllegalArgumentException.class, () -> Label.of(kstack, new byte[12]));
    }
}
