// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.function.Consumer;
import org.ebpf4j.MalformedObjectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class BtfDamageTest {
    private static final int TYPES = 24;
    private final BtfBytes bytes = new BtfBytes();

    @Test
    void rejectsWhatIsNoBtf() {
        assertContains("x.o does not start with BTF", () -> Btf.parse("x.o", ByteBuffer.allocate(40)));
        assertContains("x.o does not start with BTF", () -> Btf.parse("x.o", ByteBuffer.allocate(0)));
    }

    @Test
    void rejectsBigEndianBtf() {
        bytes.integer("int", 4, true);
        assertContains("is big-endian; compile it with -target bpfel", damaged(b -> b.putShort(0, (short) 0x9feb)));
    }

    @Test
    void rejectsHeadersThatPointOutside() {
        bytes.integer("int", 4, true);
        assertContains("its version is 2", damaged(b -> b.put(2, (byte) 2)));
        assertContains("its header of 23 bytes", damaged(b -> b.putInt(4, 23)));
        assertContains("its header of 4294967295 bytes", damaged(b -> b.putInt(4, -1)));
        assertContains("its types end past", damaged(b -> b.putInt(8, -4)));
        assertContains("its types end past", damaged(b -> b.putInt(12, 1000)));
        assertContains("its strings end past", damaged(b -> b.putInt(16, b.limit())));
        assertContains("its strings end past", damaged(b -> b.putInt(20, -1)));
    }

    @Test
    void rejectsStringsWithoutEndOrBeginning() {
        bytes.integer("int", 4, true);
        assertContains("does not end in a zero", damaged(b -> b.put(b.limit() - 1, (byte) 'x')));
        assertContains("does not end in a zero", damaged(b -> b.putInt(20, 0)));
        assertContains("its first string is not the empty one", damaged(b -> b.put(TYPES + 16, (byte) 'x')));
    }

    @Test
    void rejectsTypesThatEndPastTheEnd() {
        bytes.struct("s", 4, 4, 0, 0, 0);
        assertContains("of 2 entries ends past the types", damaged(b -> b.putInt(TYPES + 4, 4 << 24 | 2)));
        assertContains("of 65535 entries ends past", damaged(b -> b.putInt(TYPES + 4, 19 << 24 | 0xffff)));
        assertContains("the header of its type 2 ends past", damaged(b -> b.putInt(TYPES + 4, 6 << 24 | 1)));
    }

    @Test
    void rejectsUnknownKinds() {
        bytes.integer("int", 4, true);
        assertContains("is of kind 20", damaged(b -> b.putInt(TYPES + 4, 20 << 24)));
        assertContains("is of kind 0", damaged(b -> b.putInt(TYPES + 4, 0)));
        assertContains("with flags 0x10000", damaged(b -> b.putInt(TYPES + 4, 1 << 24 | 0x10000)));
    }

    @Test
    void rejectsNamesPastTheStrings() {
        bytes.struct("s", 4, 4, 0x1000, 0, 0);
        assertContains("string offset 4096 is past", () -> bytes.parse().type(1));
        assertContains("string offset 4294967295 is past", damaged(b -> b.putInt(TYPES, -1)));
    }

    @Test
    void rejectsReferencesToTypesThatAreNotThere() {
        bytes.type("", false, 2, 0, 2);
        Btf btf = bytes.parse();
        assertContains("refers to type 2, and there are 2", () -> btf.type(1));
        assertContains("there is no type 2 among its 2", () -> btf.type(2));
        assertContains("there is no type 4294967295", () -> btf.kind(-1));
        assertContains("there is no type 2 among", () -> btf.name(2));
    }

    @Test
    void rejectsImpossibleContents() {
        bytes.type("i", false, 1, 0, 4, 33);
        bytes.type("j", false, 1, 0, 3, 8);
        bytes.type("e", false, 6, 0, 5);
        bytes.struct("s", 4, 4, 0, 0, 33);
        bytes.struct("t", 4, -1);
        bytes.type("f", false, 12, 3, 0);
        Btf btf = bytes.parse();
        assertContains("4 bytes can't hold 33 bits", () -> btf.type(1));
        assertContains("3 bytes can't hold", () -> btf.type(2));
        assertContains("an enum can't have 5 bytes", () -> btf.type(3));
        assertContains("its member 0 starts or ends past its end", () -> btf.type(4));
        assertContains("its size is 4294967295", () -> btf.type(5));
        assertContains("there is no linkage 3", () -> btf.type(6));
    }

    @Test
    void stopsAtTypesThatStandForThemselves() {
        bytes.type("a", false, 8, 0, 2);
        bytes.type("", false, 10, 0, 1);
        bytes.type("", false, 3, 0, 0, 3, 1, 1);
        Btf btf = bytes.parse();
        assertContains("type 1 stands for itself", () -> btf.resolve(1));
        assertContains("type 2 stands for itself", () -> btf.sizeOf(2));
        assertContains("nested more than 32 deep", () -> btf.sizeOf(3));
    }

    @Test
    void rejectsSizesThatDoNotFit() {
        bytes.integer("int", 4, true);
        int array = 1;
        for (int i = 0; i < 3; i++) {
            array = bytes.type("", false, 3, 0, 0, array, 1, Integer.MAX_VALUE);
        }
        int function = bytes.type("f", false, 12, 1, 0);
        Btf btf = bytes.parse();
        assertEquals(4L * Integer.MAX_VALUE, btf.sizeOf(2));
        int last = array;
        assertContains("does not fit 64 bits", () -> btf.sizeOf(last));
        assertContains("has no size", () -> btf.sizeOf(function));
        assertContains("has no size", () -> btf.sizeOf(0));
    }

    @Test
    void neitherFindsNorDecodesNamesThatNoKernelTakes() {
        bytes.struct("x".repeat(1024), 4, 4);
        int longest = bytes.struct("y".repeat(1023), 4, 4);
        Btf btf = bytes.parse();
        assertEquals(longest, btf.find("y".repeat(1023), BtfKind.STRUCT));
        assertEquals(0, btf.find("x".repeat(1024), BtfKind.STRUCT));
        assertContains("longer than 1023 bytes", () -> btf.type(1));
    }

    @Test
    void survivesACutAtEveryByte() {
        byte[] whole = SampleBtf.btf();
        for (int length = 0; length < whole.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(whole, 0, length);
            // The strings are the last thing in the section, so no cut leaves it whole.
            assertThrows(MalformedObjectException.class, () -> Btf.parse("cut", cut), () -> "cut to " + cut.limit());
        }
    }

    @Test
    void survivesRandomDamage() {
        byte[] whole = SampleBtf.btf();
        Random random = new Random(20_260_102);
        int rejected = 0;
        for (int round = 0; round < 5_000; round++) {
            byte[] damaged = whole.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                damaged[random.nextInt(whole.length)] = (byte) random.nextInt();
            }
            rejected += readAll(damaged);
        }
        assertTrue(rejected > 500, "only " + rejected + " rejections in 5000 rounds");
    }

    /** Reads everything there is to read and answers how much of it was rejected. */
    private static int readAll(byte[] bytes) {
        try {
            Btf btf = Btf.parse("x.o", ByteBuffer.wrap(bytes));
            btf.findAll("key");
            btf.findFlavors("count");
            int rejected = 0;
            for (int i = 0; i < btf.typeCount(); i++) {
                int id = i;
                rejected += attempt(() -> btf.type(id));
                rejected += attempt(() -> btf.resolve(id));
                attempt(() -> btf.sizeOf(id));
            }
            return rejected;
        } catch (MalformedObjectException expected) {
            return 1;
        }
    }

    private static int attempt(Runnable read) {
        try {
            read.run();
            return 0;
        } catch (MalformedObjectException expected) {
            return 1;
        }
    }

    private Executable damaged(Consumer<ByteBuffer> damage) {
        ByteBuffer damaged = bytes.build().order(ByteOrder.LITTLE_ENDIAN);
        damage.accept(damaged);
        return () -> Btf.parse("x.o", damaged);
    }

    private static void assertContains(String part, Executable read) {
        String message = String.valueOf(
                assertThrows(MalformedObjectException.class, read).getMessage());
        assertTrue(message.contains(part), () -> "\"" + message + "\" should say \"" + part + "\"");
    }
}
