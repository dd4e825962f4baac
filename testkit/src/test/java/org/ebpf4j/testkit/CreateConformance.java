// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import static org.ebpf4j.kernel.Errno.E2BIG;
import static org.ebpf4j.kernel.Errno.EBADF;
import static org.ebpf4j.kernel.Errno.EINVAL;
import static org.ebpf4j.kernel.Errno.ENOTSUPP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.MapCreate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which maps may be created, asserted alike of the simulation and of the real kernel: each subclass brings one. */
abstract class CreateConformance {
    abstract Kernel kernel();

    private void refuses(Errno expected, MapCreate request) {
        int answer = kernel().mapCreate(request);
        if (answer >= 0) {
            kernel().close(answer);
        }
        assertEquals(-expected.number(), answer, request::toString);
    }

    private void accepts(MapCreate request) {
        int answer = kernel().mapCreate(request);
        assertTrue(answer >= 3, () -> request + " answered " + answer);
        assertEquals(0, kernel().close(answer));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 6, 9, 10})
    void refusesSizesOfZero(int type) {
        accepts(TestMap.request(type, 4, 8, 16, 0));
        refuses(EINVAL, TestMap.request(type, 0, 8, 16, 0));
        refuses(EINVAL, TestMap.request(type, 4, 0, 16, 0));
        refuses(EINVAL, TestMap.request(type, 4, 8, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 6})
    void refusesArrayKeysOtherThanFourBytes(int type) {
        refuses(EINVAL, TestMap.request(type, 2, 8, 1, 0));
        refuses(EINVAL, TestMap.request(type, 8, 8, 1, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0x1, 0",
        "5, 0x1, 0",
        "1, 0x2, EINVAL",
        "9, 0x1, ENOTSUPP",
        "9, 0x2, 0",
        "10, 0x2, 0",
        "2, 0x1, EINVAL",
        "2, 0x400, 0",
        "6, 0x400, EINVAL",
        "1, 0x400, EINVAL",
        "9, 0x400, EINVAL",
        "1, 0x40, 0",
        "2, 0x40, EINVAL",
        "1, 0x18, EINVAL",
        "2, 0x180, EINVAL",
        "2, 0x80, 0",
        "2, 0x100, 0",
        "2, 0x40000000, EINVAL",
        "1, 0x40000000, EINVAL",
        "1, 0x20, EINVAL",
        "2, 0x200, EINVAL",
        "1, 0x4, 0",
        "5, 0x4, EINVAL",
        "6, 0x4, EINVAL"
    })
    void knowsTheFlagsOfEachType(int type, String flags, String answer) {
        MapCreate request = TestMap.request(type, 4, 8, 16, Integer.decode(flags));
        if (answer.equals("0")) {
            accepts(request);
        } else {
            refuses(Errno.valueOf(answer), request);
        }
    }

    @Test
    void refusesNamesThatTheKernelCanNotShow() {
        accepts(TestMap.named("", 2, 4, 8, 1, 0));
        accepts(TestMap.named("fifteen_chars.x", 2, 4, 8, 1, 0));
        refuses(EINVAL, TestMap.named("with-dash", 2, 4, 8, 1, 0));
        refuses(EINVAL, TestMap.named("with space", 2, 4, 8, 1, 0));
    }

    @Test
    void refusesValuesThatAreTooLarge() {
        refuses(E2BIG, TestMap.request(1, 4, 8 << 20, 1, 0));
        refuses(E2BIG, TestMap.request(5, 4, 32 * 1024 + 1, 1, 0));
        refuses(E2BIG, TestMap.request(6, 4, 32 * 1024 + 1, 1, 0));
        accepts(TestMap.request(6, 4, 32 * 1024, 1, 0));
    }

    @Test
    void refusesTypesThatDoNotExist() {
        refuses(EINVAL, TestMap.request(0, 4, 8, 1, 0));
        refuses(EINVAL, TestMap.request(10_000, 4, 8, 1, 0));
    }

    @Test
    void refusesTheExtraArgumentOfOtherTypes() {
        refuses(EINVAL, new MapCreate("extra", 1, 4, 8, 1, 0, 5, 0, 0, 0, 0, 0));
    }

    @Test
    void refusesTypesOfBtfThatIsNotOpen() {
        refuses(EBADF, new MapCreate("btf", 1, 4, 8, 1, 0, 0, 0, 0, 9_999, 1, 1));
        refuses(EINVAL, new MapCreate("btf", 1, 4, 8, 1, 0, 0, 0, 0, 9_999, 1, 0));
    }

    @Test
    void enotsuppHasTheNumberThatHasNoText() {
        assertEquals(524, ENOTSUPP.number());
    }
}
