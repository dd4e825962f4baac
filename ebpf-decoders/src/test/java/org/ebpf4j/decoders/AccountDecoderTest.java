// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.ebpf4j.decode.KeyDecoder;
import org.junit.jupiter.api.Test;

class AccountDecoderTest {
    private final FileKernel files = new FileKernel();
    private final AtomicLong nanoTime = new AtomicLong();
    private final KeyDecoder uid = AccountDecoder.users(files.kernel(), nanoTime::get);
    private final KeyDecoder gid = AccountDecoder.groups(files.kernel(), nanoTime::get);

    @Test
    void namesUsersAndGroups() {
        files.files.put(
                "/etc/passwd",
                "# comment\nroot:x:0:0:root:/root:/bin/sh\ntoor:x:0:0::/:\napp:x:1000:7::/:\nbroken:x:a:\n");
        files.files.put("/etc/group", "root:x:0:\nwheel:x:7:app\n");
        assertEquals("root", Label.of(uid, "0"));
        assertEquals("app", Label.of(Decoders.uint().then(uid), 1000));
        assertEquals("7", Label.of(uid, "7"));
        assertEquals("wheel", Label.of(gid, "7"));
        assertEquals("4294967294", Label.of(gid, "4294967294"));
    }

    @Test
    void seesNewAndRenamedUsers() {
        files.files.put("/etc/passwd", "app:x:1000:7::/:\n");
        assertEquals("app", Label.of(uid, "1000"));
        files.files.put("/etc/passwd", "shop:x:1000:7::/:\nnew:x:1001:7::/:\n");
        assertEquals("1001", Label.of(uid, "1001"));
        nanoTime.addAndGet(Duration.ofSeconds(5).toNanos());
        assertEquals("new", Label.of(uid, "1001"));
        files.files.put("/etc/passwd", "store:x:1000:7::/:\n");
        nanoTime.addAndGet(Duration.ofSeconds(59).toNanos());
        assertEquals("shop", Label.of(uid, "1000"));
        nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
        assertEquals("store", Label.of(uid, "1000"));
        assertEquals(3, files.opened);
    }

    @Test
    void givesNumbersInBoundedNumber() {
        for (int i = 0; i < Unknowns.MOST; i++) {
            assertEquals(Integer.toString(i), Label.of(uid, Integer.toString(i)));
        }
        assertEquals("other", Label.of(uid, "5000"));
    }
}
