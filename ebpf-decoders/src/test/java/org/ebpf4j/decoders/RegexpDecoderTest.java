// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ebpf4j.decode.KeyDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexpDecoderTest {
    private static final String DROPPED = "<dropped>";

    private static String label(String text, String... expressions) {
        return Label.of(Decoders.regexp(List.of(expressions)), text);
    }

    @Test
    void theFirstExpressionThatMatchesMarksTheLabel() {
        assertEquals("systemd", label("systemd-bananad", "^(systemd).*$"));
        assertEquals("b", label("ab", "x", "b", "a"));
        assertEquals("12", label("cpu12x", "[0-9]+"));
        assertEquals("", label("ab", "(x*)"));
        assertEquals("", label("ab", "(x)?b"));
    }

    @Test
    void aRowThatNoneMatchesIsDropped() {
        assertEquals(DROPPED, label("kworker", "^systemd", "^init$"));
        assertEquals(DROPPED, label("", "."));
    }

    @Test
    void expressionsWithSeveralGroupsNeverMatch() {
        assertEquals(DROPPED, label("ab", "(a)(b)"));
        assertEquals("b", label("ab", "(a)(b)", "b"));
        assertEquals("b", label("ab", "(?:a)(b)"));
        assertEquals("b", label("ab", "a(?P<rest_1>b)"));
        assertEquals("b", label("ab", "a(?<rest>b)"));
    }

    @Test
    void aDroppedRowStaysDroppedInAChain() {
        KeyDecoder chain = Decoders.string()
                .then(Decoders.regexp(List.of("^java")))
                .then(Decoders.staticMapAllowingUnknown(java.util.Map.of()));
        assertEquals("java", Label.of(chain, "java\0x"));
        assertEquals(DROPPED, Label.of(chain, "python\0"));
    }

    /** Where Java's own expressions would answer something else. */
    @ParameterizedTest
    @CsvSource({
        "a$, 'a\n', <dropped>",
        "a.c, 'a\rc', 'a\rc'",
        "a.c, 'a\nc', <dropped>",
        "(?s)a.c, 'a\nc', 'a\nc'",
        "(?m)^b$, 'a\nb\nc', b",
        "(?m:^b)$, 'a\nb', b",
        "(?m:a$)(?:\\n)b$, 'a\nb', 'a\nb'",
        "(?i)JAVA, Java, Java",
        "(?i:J)ava, jAva, <dropped>",
        "(?-i)a, A, <dropped>",
        "[[:alpha:]]+, 1ab2, ab",
        "[[:^alpha:]]+, a12b, 12",
        "[[:word:]-]+, ' a_1-b ', a_1-b",
        "[a[]+, 'xa[a', 'a[a'",
        "[a&&b]+, 'x&&b', '&&b'",
        "[]a]+, 'x]a', ']a'",
        "[^]a]+, ']xy]', xy",
        "[\\d\\-_]+, 'a1-_b', '1-_'",
        "\\pL+, '1é2', é",
        "\\p{Greek}+, aλb, λ",
        "\\P{^Greek}, aλb, λ",
        "\\PL+, a12, 12",
        "\\x41\\x{42}\\103, ABC, ABC",
        "\\Qa.b\\E+, a.bb, a.bb",
        "a{2}, caaa, aa",
        "'a{,2}', 'a{,2}', 'a{,2}'",
        "a{, a{, a{",
        "}], }], }]",
        "a+?, aaa, a",
        "a|ab, ab, a",
        "\\bb\\b, 'a b c', b",
        "\\bb\\b, 'éb', b",
        "\\Bb, 'ab', b",
        "[^\\S]+, 'a b', ' '",
        "\\/, a/b, /",
        "# x, '# x', '# x'"
    })
    void matchesAsGoDoes(String expression, String text, String expected) {
        assertEquals(expected, label(text, expression));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                ")",
                "[",
                "[a",
                "a**",
                "a++",
                "a*+",
                "a??+",
                "*a",
                "a{2}{3}",
                "(?=a)",
                "(?!a)",
                "(?<=a)",
                "(?>a)",
                "(a)\\1",
                "\\k<a>",
                "\\",
                "\\y",
                "\\Z",
                "\\p",
                "\\p{Nonsense}",
                "[[:nonsense:]]",
                "[b-a]",
                "(?x)a"
            })
    void whatGoRefusesIsRefused(String expression) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> Decoders.regexp(List.of("a", expression)));
        assertTrue(String.valueOf(refused.getMessage()).contains(" " + expression + ":"), refused::getMessage);
    }

    /** Go knows it and Java means something else by it. */
    @Test
    void theFlagThatMakesRepetitionsLazyIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Decoders.regexp(List.of("(?U)a+")));
    }

    @Test
    void needsAnExpression() {
        assertThrows(IllegalArgumentException.class, () -> Decoders.regexp(List.of()));
    }

    @Test
    void givesUpOnTextsThatWouldTakeForEver() {
        String hostile = "a".repeat(60) + "!";
        assertThrows(IllegalArgumentException.class, () -> label(hostile, "a*a*a*a*a*a*a*a*b"));
        assertThrows(IllegalArgumentException.class, () -> label("ab".repeat(2000), "^(?:a|b|(?:ab)*)*c"));
        assertThrows(IllegalArgumentException.class, () -> label("a".repeat(4097), "a"));
        assertEquals(DROPPED, label("a".repeat(4096), "b"));
    }
}
