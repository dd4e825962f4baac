// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;

/** The pool that a thread is of: its name with a star for each number, in bounded number. */
final class ThreadGroupDecoder implements KeyDecoder {
    static final int MOST = 100;

    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    /** The kernel cuts names after so many bytes, {@code TASK_COMM_LEN - 1}. */
    private static final int LONGEST_COMM = 15;

    private final int most;
    private final Set<String> groups = new HashSet<>();

    ThreadGroupDecoder(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("thread_group takes a bound of 1 or more, and is given " + most);
        }
        this.most = most;
    }

    @Override
    public String name() {
        return "thread_group";
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        String comm = FieldText.of(field);
        int end = comm.indexOf(0);
        out.accept(bounded(group(end < 0 ? comm : comm.substring(0, end))));
    }

    private static String group(String comm) {
        // The number that a dash or the like announces was cut off.
        boolean cut = comm.length() >= LONGEST_COMM && !Character.isLetterOrDigit(comm.charAt(comm.length() - 1));
        return DIGITS.matcher(comm).replaceAll("*") + (cut ? "*" : "");
    }

    private synchronized String bounded(String group) {
        if (groups.contains(group)) {
            return group;
        }
        return groups.size() < most && groups.add(group) ? group : "other";
    }
}
