// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.NotFoundException;
import org.jspecify.annotations.Nullable;

/** Reads what a section {@code perf_event/...} says: {@code key=value} joined by commas, numbers or names. */
final class PerfSection {
    private static final Set<String> KEYS = Set.of("type", "config", "frequency", "period", "tid", "cpu");
    private static final Map<String, Integer> TYPES =
            Map.of("hardware", 0, "software", 1, "hw-cache", 3, "hw_cache", 3, "raw", 4);

    private final String target;
    private final Map<String, String> values = new HashMap<>();

    private PerfSection(String target) {
        this.target = target;
        for (String part : target.split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals < 0
                    || !KEYS.contains(part.substring(0, equals))
                    || values.put(part.substring(0, equals), part.substring(equals + 1)) != null) {
                throw malformed();
            }
        }
    }

    static PerfSampling parse(String target) {
        return new PerfSection(target).sampling();
    }

    private PerfSampling sampling() {
        String frequency = values.get("frequency");
        String period = values.get("period");
        String config = values.get("config");
        if ((frequency == null) == (period == null) || config == null) {
            throw malformed();
        }
        String type = values.get("type");
        int typeNumber;
        long configNumber;
        if (isNumber(config)) {
            Integer named = type == null ? Integer.valueOf(-1) : TYPES.get(type);
            typeNumber = named == null ? (int) number(type, Integer.MAX_VALUE) : named;
            configNumber = number(config, Long.MAX_VALUE);
        } else {
            PerfEventName name = named(config);
            typeNumber = name.type();
            configNumber = name.config();
            if (type != null
                    && !type.equals(Integer.toString(typeNumber))
                    && !Integer.valueOf(typeNumber).equals(TYPES.get(type))) {
                throw malformed();
            }
        }
        long sample = number(frequency == null ? period : frequency, Long.MAX_VALUE);
        if (typeNumber < 0 || sample == 0) {
            throw malformed();
        }
        int tid = values.containsKey("tid") ? (int) number(values.get("tid"), Integer.MAX_VALUE) : -1;
        List<Integer> cpus =
                values.containsKey("cpu") ? List.of((int) number(values.get("cpu"), Integer.MAX_VALUE)) : List.of();
        return new PerfSampling(typeNumber, configNumber, sample, frequency != null, tid, cpus, 0);
    }

    private PerfEventName named(String config) {
        try {
            return PerfEventName.of(config);
        } catch (NotFoundException e) {
            throw new MalformedObjectException("section perf_event/" + target + ": " + e.getMessage());
        }
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && Character.isDigit(text.charAt(0));
    }

    private long number(@Nullable String text, long most) {
        try {
            long number = text == null || !isNumber(text) ? -1 : Long.decode(text);
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw malformed();
    }

    private MalformedObjectException malformed() {
        return new MalformedObjectException("section perf_event/" + target
                + " does not name an event; write SEC(\"perf_event/type=software,config=cpu-clock,frequency=99\")");
    }
}
