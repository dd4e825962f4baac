// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;
import org.ebpf4j.kernel.Kernel;

/** Names of users or groups. */
record AccountDecoder(String name, RereadTable<Long> accounts, Unknowns unknowns) implements KeyDecoder {
    static final String UID = "uid";
    static final String GID = "gid";

    private static final Duration APART = Duration.ofSeconds(5);
    private static final Duration AGE = Duration.ofMinutes(1);

    static AccountDecoder users(Kernel kernel, LongSupplier nanoTime) {
        return of(UID, "/etc/passwd", kernel, nanoTime);
    }

    static AccountDecoder groups(Kernel kernel, LongSupplier nanoTime) {
        return of(GID, "/etc/group", kernel, nanoTime);
    }

    private static AccountDecoder of(String name, String path, Kernel kernel, LongSupplier nanoTime) {
        return new AccountDecoder(
                name,
                new RereadTable<>(
                        "The numbers of " + name + " stay numbers",
                        () -> Accounts.read(kernel, path),
                        nanoTime,
                        APART,
                        AGE),
                new Unknowns(""));
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        long number = FieldText.number(name, field);
        String account = accounts.name(number);
        out.accept(account != null ? account : unknowns.label(Long.toString(number)));
    }
}
