// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.ebpf4j.decode.KeyDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThreadGroupDecoderTest {
    @ParameterizedTest
    @CsvSource({
        "pool-1-thread-7, pool-*-thread-*",
        "pool-1-thread-, pool-*-thread-",
        "pool-12-thread-, pool-*-thread-*",
        "pool-123-thread, pool-*-thread",
        "http-nio-8080-e, http-nio-*-e",
        "GC Thread#0, GC Thread#*",
        "C2 CompilerThre, C* CompilerThre",
        "kworker/u8:2-ev, kworker/u*:*-ev",
        "main, main",
        "'', ''"
    })
    void numbersBecomeStars(String comm, String expected) {
        assertEquals(expected, Label.of(Decoders.threadGroup(), comm));
        assertEquals(expected, Label.of(Decoders.threadGroup(), comm + "\0rest"));
    }

    @Test
    void groupsAreBoundedInNumber() {
        KeyDecoder two = Decoders.threadGroup(2);
        assertEquals("a-*", Label.of(two, "a-1"));
        assertEquals("b-*", Label.of(two, "b-1"));
        assertEquals("other", Label.of(two, "c-1"));
        assertEquals("a-*", Label.of(two, "a-2"));
        assertEquals("other", Label.of(two, "d"));
        assertThrows(IllegalArgumentException.class, () -> Decoders.threadGroup(0));
    }

    @Test
    void bytesThatAreNoTextAreMadeText() {
        assertEquals("a\ufffd-*", Label.of(Decoders.threadGroup(), Label.bytes('a', 0xff, '-', '1', 0)));
    }
}
