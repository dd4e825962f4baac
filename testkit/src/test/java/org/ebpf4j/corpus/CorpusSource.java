// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the source of an object of the corpus says about it. Lines at its end say what comes of it on a kernel that has everything:
 * {@code // refused: PROGRAM...} of programs that no kernel takes, {@code // unread} and {@code // unloaded} of the whole object; else all is well.
 *
 * @param about its first comment, as one line
 * @param stage how far this library comes with the object
 * @param refused programs that do not load
 */
record CorpusSource(String about, Outcome.Stage stage, Set<String> refused) {
    private static final Pattern COMMENT = Pattern.compile("/\\*(.*?)\\*/", Pattern.DOTALL);
    private static final Pattern REFUSED = Pattern.compile("^// refused: (.*)$", Pattern.MULTILINE);

    /** Empty for objects that have tests of their own. */
    static Optional<CorpusSource> of(CorpusObject object) throws IOException {
        Path file = object.file().resolveSibling(object.name() + ".bpf.c");
        return file.startsWith(CorpusObject.resources())
                ? Optional.of(parse(Files.readString(file)))
                : Optional.empty();
    }

    private static CorpusSource parse(String text) {
        Matcher comment = COMMENT.matcher(text);
        if (!comment.find()) {
            throw new IllegalArgumentException("no comment in " + text);
        }
        String about = comment.group(1).replaceAll("\\s+\\*?\\s*", " ").strip();
        Set<String> refused = new TreeSet<>();
        Matcher programs = REFUSED.matcher(text);
        while (programs.find()) {
            refused.addAll(Set.of(programs.group(1).split(" ")));
        }
        Outcome.Stage stage = text.contains("\n// unread\n")
                ? Outcome.Stage.UNREAD
                : text.contains("\n// unloaded\n") ? Outcome.Stage.UNLOADED : Outcome.Stage.LOADED;
        return new CorpusSource(about, stage, refused);
    }
}
