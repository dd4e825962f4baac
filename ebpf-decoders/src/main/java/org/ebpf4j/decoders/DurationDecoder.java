// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;

/** Nanoseconds as people write them. */
record DurationDecoder() implements KeyDecoder {
    static final String NAME = "duration";

    private static final String[] UNITS = {"ns", "us", "ms", "s"};
    private static final int STEP = 1000;
    private static final long MINUTE = 60_000_000_000L;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        long nanos = FieldText.number(NAME, field);
        // The lowest number has no positive counterpart; nobody counts three hundred years to the nanosecond.
        long positive = nanos == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(nanos);
        out.accept((nanos < 0 ? "-" : "") + (positive < MINUTE ? underAMinute(positive) : wholeSeconds(positive)));
    }

    private static String underAMinute(long nanos) {
        int unit = 0;
        long whole = nanos;
        long thousandths = 0;
        while (whole >= STEP && unit < UNITS.length - 1) {
            thousandths = whole % STEP;
            whole /= STEP;
            unit++;
        }
        String fraction =
                thousandths == 0 ? "" : "." + String.valueOf(STEP + thousandths).substring(1);
        return whole + fraction.replaceAll("0+$", "") + UNITS[unit];
    }

    private static String wholeSeconds(long nanos) {
        long seconds = nanos / 1_000_000_000;
        long hours = seconds / 3600;
        long minutes = seconds / 60 % 60;
        long rest = seconds % 60;
        return (hours > 0 ? hours + "h" : "") + (minutes > 0 ? minutes + "m" : "") + (rest > 0 ? rest + "s" : "");
    }
}
