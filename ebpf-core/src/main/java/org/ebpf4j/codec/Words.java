// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.codec;

import java.nio.ByteBuffer;

/** Single words of memory, as functions that {@link Access} composes. A bool is true unless its byte is 0, as in C. */
final class Words {
    private Words() {}

    static int add(int at, int offset) {
        return Math.addExact(at, offset);
    }

    static byte getByte(ByteBuffer from, int at) {
        return from.get(at);
    }

    static void putByte(byte value, ByteBuffer to, int at) {
        to.put(at, value);
    }

    static short getShort(ByteBuffer from, int at) {
        return from.getShort(at);
    }

    static void putShort(short value, ByteBuffer to, int at) {
        to.putShort(at, value);
    }

    static int getInt(ByteBuffer from, int at) {
        return from.getInt(at);
    }

    static void putInt(int value, ByteBuffer to, int at) {
        to.putInt(at, value);
    }

    static long getLong(ByteBuffer from, int at) {
        return from.getLong(at);
    }

    static void putLong(long value, ByteBuffer to, int at) {
        to.putLong(at, value);
    }

    static float getFloat(ByteBuffer from, int at) {
        return from.getFloat(at);
    }

    static void putFloat(float value, ByteBuffer to, int at) {
        to.putFloat(at, value);
    }

    static double getDouble(ByteBuffer from, int at) {
        return from.getDouble(at);
    }

    static void putDouble(double value, ByteBuffer to, int at) {
        to.putDouble(at, value);
    }

    static boolean getBoolean(ByteBuffer from, int at) {
        return from.get(at) != 0;
    }

    static void putBoolean(boolean value, ByteBuffer to, int at) {
        to.put(at, value ? (byte) 1 : 0);
    }

    static byte narrowbyte(long value) {
        return (byte) value;
    }

    static short narrowshort(long value) {
        return (short) value;
    }

    static int narrowint(long value) {
        return (int) value;
    }

    static long narrowlong(long value) {
        return value;
    }

    static boolean narrowboolean(long value) {
        return value != 0;
    }

    static long widen(byte value) {
        return value;
    }

    static long widen(short value) {
        return value;
    }

    static long widen(int value) {
        return value;
    }

    static long widen(long value) {
        return value;
    }

    static long widen(boolean value) {
        return value ? 1 : 0;
    }

    /** Between the fields of a struct there is zero, for maps compare keys byte by byte. */
    static void zero(ByteBuffer to, int at, int size) {
        for (int i = 0; i < size; i++) {
            to.put(at + i, (byte) 0);
        }
    }
}
