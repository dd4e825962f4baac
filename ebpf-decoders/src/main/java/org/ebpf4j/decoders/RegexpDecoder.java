// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;
import org.jspecify.annotations.Nullable;

/** The part of a text that the first matching expression marks; the row is dropped where none matches. */
record RegexpDecoder(List<Pattern> patterns) implements KeyDecoder {
    static final String NAME = "regexp";

    private static final int LONGEST = 4096;

    static RegexpDecoder of(List<String> expressions) {
        if (expressions.isEmpty()) {
            throw new IllegalArgumentException("regexp has no regular expression; give one at least");
        }
        return new RegexpDecoder(expressions.stream().map(GoPattern::compile).toList());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void decode(ByteBuffer field, LabelSink out) {
        if (field.remaining() > LONGEST) {
            throw new IllegalArgumentException(
                    "regexp takes at most " + LONGEST + " bytes, and the field has " + field.remaining());
        }
        MatchBudget text = new MatchBudget(FieldText.of(field));
        for (Pattern pattern : patterns) {
            String label = find(pattern, text);
            if (label != null) {
                out.accept(label);
                return;
            }
        }
        out.drop();
    }

    /** Whether any expression is found in a text, however many groups it has. */
    boolean matches(String text) {
        for (Pattern pattern : patterns) {
            try {
                if (pattern.matcher(new MatchBudget(text)).find()) {
                    return true;
                }
            } catch (IllegalArgumentException | StackOverflowError e) {
                // It takes too long, or goes too deep.
            }
        }
        return false;
    }

    private static @Nullable String find(Pattern pattern, MatchBudget text) {
        Matcher matcher = pattern.matcher(text);
        try {
            if (matcher.groupCount() > 1 || !matcher.find()) {
                return null;
            }
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException(
                    "a regular expression goes too deep on a text of " + text.length()
                            + " characters; nest its repetitions less",
                    e);
        }
        String label = matcher.group(matcher.groupCount());
        return label != null ? label : "";
    }
}
