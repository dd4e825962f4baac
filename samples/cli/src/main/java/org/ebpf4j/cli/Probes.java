// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ebpf4j.attach.Usdt;
import org.ebpf4j.elf.UsdtProbe;

/** What an executable or shared library offers to be traced, as text. */
final class Probes {
    private static final byte[] MAGIC = {0x7f, 'E', 'L', 'F'};
    private static final int TYPE_AT = 16;
    private static final int ET_EXEC = 2;
    private static final int ET_DYN = 3;

    private Probes() {}

    /** Whether a file is one that can have probes. An object is not, and what can't be read is for others to say. */
    static boolean areIn(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(TYPE_AT + 2);
            for (int i = 0; i < MAGIC.length; i++) {
                if (i >= start.length || start[i] != MAGIC[i]) {
                    return false;
                }
            }
            return start.length > TYPE_AT && (start[TYPE_AT] == ET_EXEC || start[TYPE_AT] == ET_DYN);
        } catch (IOException e) {
            return false;
        }
    }

    static String text(Path file) {
        List<UsdtProbe> probes = Usdt.probesOf(file);
        StringBuilder text = new StringBuilder();
        text.append(file)
                .append(": ")
                .append(probes.size())
                .append(probes.size() == 1 ? " place of a USDT probe\n" : " places of USDT probes\n");
        for (UsdtProbe probe : probes) {
            text.append(String.format("  %s:%s at 0x%x", probe.provider(), probe.name(), probe.address()));
            if (probe.semaphoreAddress() != 0) {
                text.append(String.format(", semaphore 0x%x", probe.semaphoreAddress()));
            }
            if (!probe.arguments().isEmpty()) {
                text.append(", arguments ").append(probe.arguments());
            }
            text.append('\n');
        }
        return text.toString();
    }
}
