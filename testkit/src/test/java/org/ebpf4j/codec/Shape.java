// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A member of a made-up C struct with the value that it is to have: how it is written in C and in Java, and what a reader must find. */
sealed interface Shape {
    /** The declaration of a member in C. */
    String c(String name);

    /** Its initial value in C. */
    String initial();

    /** The type of a component in Java; records that it needs are added. */
    String java(String name, List<String> records);

    /** What {@link #seen} must make of the component. */
    Object expected();

    /** An object as lists and boxes, so that arrays and records of generated classes can be compared. */
    static Object seen(Object object) throws ReflectiveOperationException {
        if (object instanceof Record) {
            List<Object> all = new ArrayList<>();
            for (var component : object.getClass().getRecordComponents()) {
                var accessor = component.getAccessor();
                accessor.setAccessible(true);
                all.add(seen(accessor.invoke(object)));
            }
            return all;
        }
        if (object.getClass().isArray()) {
            List<Object> all = new ArrayList<>();
            for (int i = 0; i < java.lang.reflect.Array.getLength(object); i++) {
                all.add(seen(java.lang.reflect.Array.get(object, i)));
            }
            return all;
        }
        return object instanceof Number number ? number.longValue() : object;
    }

    /** An integer of 1, 2, 4 or 8 bytes. */
    record Whole(int size, boolean signed, long value) implements Shape {
        private static final List<String> C = List.of("char", "short", "int", "", "long long");
        private static final List<String> JAVA = List.of("byte", "short", "int", "", "long");

        private String type() {
            return (signed ? "signed " : "unsigned ") + C.get(size / 2);
        }

        @Override
        public String c(String name) {
            return type() + " " + name;
        }

        @Override
        public String initial() {
            return value + (value == Long.MIN_VALUE ? "" : "LL");
        }

        @Override
        public String java(String name, List<String> records) {
            return JAVA.get(size / 2);
        }

        @Override
        public Object expected() {
            return switch (size) {
                case 1 -> (long) (byte) value;
                case 2 -> (long) (short) value;
                case 4 -> (long) (int) value;
                default -> value;
            };
        }
    }

    /** A bit field of an integer. */
    record Bits(Whole of, int width) implements Shape {
        @Override
        public String c(String name) {
            return of.c(name) + " : " + width;
        }

        @Override
        public String initial() {
            return of.initial();
        }

        /** The smallest integer that has room for them. */
        private Whole component(long value) {
            int size = Integer.highestOneBit((width - 1) / Byte.SIZE) * 2;
            return new Whole(Math.max(size, 1), true, value);
        }

        @Override
        public String java(String name, List<String> records) {
            return component(0).java(name, records);
        }

        @Override
        public Object expected() {
            long high = of.value << (Long.SIZE - width);
            return component(of.signed ? high >> (Long.SIZE - width) : high >>> (Long.SIZE - width))
                    .expected();
        }
    }

    /** An array of integers. */
    record Row(List<Whole> elements) implements Shape {
        @Override
        public String c(String name) {
            return elements.get(0).c(name) + "[" + elements.size() + "]";
        }

        @Override
        public String initial() {
            return elements.stream().map(Whole::initial).collect(Collectors.joining(", ", "{", "}"));
        }

        @Override
        public String java(String name, List<String> records) {
            return elements.get(0).java(name, records) + "[]";
        }

        @Override
        public Object expected() {
            return elements.stream().map(Whole::expected).toList();
        }
    }

    /** Text that may fill its array to the last byte. */
    record Text(String text, int room) implements Shape {
        @Override
        public String c(String name) {
            return "char " + name + "[" + room + "]";
        }

        @Override
        public String initial() {
            return "\"" + text + "\"";
        }

        @Override
        public String java(String name, List<String> records) {
            return "String";
        }

        @Override
        public Object expected() {
            return text;
        }
    }

    /** A struct, packed or not. */
    record Struct(List<Shape> members, boolean packed) implements Shape {
        private String body(String name) {
            return IntStream.range(0, members.size())
                    .mapToObj(i -> members.get(i).c(name + i) + "; ")
                    .collect(Collectors.joining("", "struct " + name + "_type { ", "}" + attribute()));
        }

        private String attribute() {
            return packed ? " __attribute__((packed))" : "";
        }

        @Override
        public String c(String name) {
            return body(name) + " " + name;
        }

        @Override
        public String initial() {
            return members.stream().map(Shape::initial).collect(Collectors.joining(", ", "{", "}"));
        }

        @Override
        public String java(String name, List<String> records) {
            String type = "R" + records.size() + name;
            records.add(""); // The name is taken; what it is depends on those inside.
            int place = records.size() - 1;
            records.set(
                    place,
                    IntStream.range(0, members.size())
                            .mapToObj(i -> members.get(i).java(name + i, records) + " " + name + i)
                            .collect(Collectors.joining(", ", "record " + type + "(", ") {}\n")));
            return type;
        }

        @Override
        public Object expected() {
            return members.stream().map(Shape::expected).toList();
        }
    }
}
