// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.ebpf4j.Tool;

/**
 * An object of the corpus.
 *
 * @param name what its source is called, such as {@code map_kinds}
 * @param variant how it was built, {@link #COMMITTED} for the file beside the source
 * @param file the object
 */
record CorpusObject(String name, String variant, Path file) {
    static final String COMMITTED = "committed";

    private static final String SUFFIX = ".bpf.o";

    /** What {@code testkit/corpus/build} has made beforehand, for machines that have no compilers; else it is made in this module. */
    private static final String READY = System.getProperty("ebpf.corpus", "");

    /** The objects that are committed, those with tests of their own included. */
    static List<CorpusObject> committed() {
        Path own = resources();
        return Stream.of(own, own.resolveSibling("objects"))
                .flatMap(directory -> in(directory, COMMITTED))
                .toList();
    }

    /** Where the sources of the corpus and their objects are. */
    static Path resources() {
        URL anyOfThem = Objects.requireNonNull(CorpusObject.class.getResource("libbpf.c"));
        return Objects.requireNonNull(Path.of(anyOfThem.getPath()).getParent());
    }

    /** The same sources as other compilers make them. */
    static List<CorpusObject> variants() {
        Path built = built();
        try (Stream<Path> directories = Files.list(built)) {
            return directories
                    .filter(directory -> Files.isDirectory(directory) && !directory.endsWith("packaged"))
                    .sorted()
                    .flatMap(directory -> in(directory, nameOf(directory)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where what was built is, built now if need be. */
    static Path built(String... options) {
        if (!READY.isEmpty()) {
            return Path.of(READY);
        }
        Path directory = Path.of("target", "corpus").toAbsolutePath();
        Tool.run(Stream.concat(Stream.of("corpus/build", directory.toString()), Stream.of(options))
                .toArray(String[]::new));
        return directory;
    }

    private static Stream<CorpusObject> in(Path directory, String variant) {
        try (Stream<Path> files = Files.list(directory)) {
            return files
                    .filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .map(file -> new CorpusObject(nameOf(file).replace(SUFFIX, ""), variant, file))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String nameOf(Path path) {
        return String.valueOf(path.getFileName());
    }

    byte[] bytes() {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return variant + "/" + name;
    }
}
