// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ebpf4j.Tool;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.spec.ObjectSpec;

/** Records bound to structs of any layout read what clang wrote, and write it back, byte for byte. */
class LayoutPropertyTest {
    @Property(tries = 40)
    void recordsReadAndWriteWhatClangLaysOut(@ForAll("structs") Shape.Struct struct) throws Exception {
        Path directory = Files.createTempDirectory("ebpf4j-layout");
        try {
            ObjectSpec spec = compile(directory, struct);
            Btf btf = Objects.requireNonNull(spec.btf());
            byte[] laidOut = bytes(spec.variable("value").get());
            try (URLClassLoader loader =
                    new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
                check(record(loader, directory, struct), btf, btf.find("value_type", BtfKind.STRUCT), laidOut, struct);
            }
        } finally {
            deleteAll(directory);
        }
    }

    @Example
    void bitsThatFillTheirComponentAreReadAndWritten() throws Exception {
        List<Shape> fields = new ArrayList<>();
        for (int width : new int[] {8, 16, 32, 64}) {
            fields.add(new Shape.Bits(new Shape.Whole(8, false, -2), width));
            fields.add(new Shape.Bits(new Shape.Whole(8, true, -2), width));
        }
        recordsReadAndWriteWhatClangLaysOut(new Shape.Struct(fields, false));
    }

    private static <T> void check(Class<T> type, Btf btf, int typeId, byte[] laidOut, Shape.Struct struct)
            throws ReflectiveOperationException {
        Codec<T> codec = Codecs.bind(type, btf, typeId);
        assertEquals(laidOut.length, codec.size());
        T read = codec.read(ByteBuffer.wrap(laidOut).order(ByteOrder.nativeOrder()), 0);
        assertEquals(struct.expected(), Shape.seen(read));
        ByteBuffer written = ByteBuffer.allocate(laidOut.length).order(ByteOrder.nativeOrder());
        codec.write(read, written, 0);
        assertArrayEquals(laidOut, written.array());
    }

    private static ObjectSpec compile(Path directory, Shape.Struct struct) throws IOException {
        String source = struct.c("value") + " = " + struct.initial() + ";\n";
        Path file = Files.writeString(directory.resolve("layout.bpf.c"), source);
        Path object = directory.resolve("layout.bpf.o");
        Tool.run("clang-19", "-target", "bpfel", "-g", "-O2", "-w", "-c", file.toString(), "-o", object.toString());
        return ObjectSpec.read(object);
    }

    private static Class<?> record(ClassLoader loader, Path directory, Shape.Struct struct)
            throws IOException, ReflectiveOperationException {
        List<String> records = new ArrayList<>();
        String type = struct.java("value", records);
        Path file = Files.writeString(directory.resolve("Records.java"), String.join("", records));
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int status = ToolProvider.getSystemJavaCompiler().run(null, said, said, file.toString());
        assertEquals(0, status, () -> said.toString(StandardCharsets.UTF_8));
        return Class.forName(type, false, loader);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static void deleteAll(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Provide
    Arbitrary<Shape.Struct> structs() {
        return struct(2);
    }

    private static Arbitrary<Shape.Struct> struct(int depth) {
        Arbitrary<Shape> member = Arbitraries.oneOf(simple(depth));
        return Combinators.combine(member.list().ofMinSize(1).ofMaxSize(6), Arbitraries.of(false, false, true))
                .as(Shape.Struct::new);
    }

    private static List<Arbitrary<Shape>> simple(int depth) {
        Arbitrary<Shape.Whole> whole = Combinators.combine(
                        Arbitraries.of(1, 2, 4, 8), Arbitraries.of(true, false), Arbitraries.longs())
                .as(Shape.Whole::new);
        Arbitrary<Shape> bits = whole.flatMap(
                of -> Arbitraries.integers().between(1, of.size() * Byte.SIZE).map(width ->
                        (Shape) new Shape.Bits(of, width)));
        Arbitrary<Shape> row = Combinators.combine(
                        whole, Arbitraries.longs().list().ofMinSize(1).ofMaxSize(5))
                .as((of, values) -> new Shape.Row(values.stream()
                        .map(value -> new Shape.Whole(of.size(), of.signed(), value))
                        .toList()));
        Arbitrary<Shape> text = Combinators.combine(
                        Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(9),
                        Arbitraries.integers().between(0, 4))
                .as((letters, more) -> new Shape.Text(letters, letters.length() + more));
        List<Arbitrary<Shape>> all = new ArrayList<>(List.of(whole.map(of -> of), bits, row, text));
        if (depth > 0) {
            all.add(struct(depth - 1).map(inner -> inner));
        }
        return all;
    }
}
