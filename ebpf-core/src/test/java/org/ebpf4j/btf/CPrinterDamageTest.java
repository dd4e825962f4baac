// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Random;
import org.ebpf4j.MalformedObjectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Types that nobody wrote. What people write is compared with other printers in the test kit. */
class CPrinterDamageTest {
    private final BtfBytes bytes = new BtfBytes();

    @Test
    void declaresVariablesAndFunctions() {
        int number = bytes.integer("int", 4, true);
        int constant = bytes.type("", false, 10, 0, number);
        int pointer = bytes.type("", false, 2, 0, constant);
        int variable = bytes.type("limit", false, 14, 0, pointer, 1);
        int proto = bytes.type("", false, 13, 1, number, bytes.string("first"), pointer);
        int function = bytes.type("count", false, 12, 1, proto);
        Btf btf = bytes.parse();
        CPrinter printer = new CPrinter(btf);
        assertEquals("const int *limit", printer.declaration(variable, "limit"));
        assertEquals("const int *", printer.declaration(pointer, ""));
        assertEquals("int count(const int *first)", printer.declaration(function, "count"));
        assertEquals("extern const int *limit;\n", printer.definitions(variable));
        assertEquals("int count(const int *first);\n", printer.definitions(function));
        assertEquals("", printer.definitions(number));
    }

    @Test
    void tellsTypesOfOneNameApart() {
        int first = bytes.struct("same", 4, 0);
        int second = bytes.struct("same", 4, 0);
        Btf btf = bytes.parse();
        assertEquals("struct same {};\n\nstruct same___2 {};\n", new CPrinter(btf).definitions(first, second));
        assertEquals("struct same {};\n", new CPrinter(btf).definitions(second));
    }

    @Test
    void writesNamesThatCDoesNotTakeWithUnderscores() {
        int generic = bytes.struct("Option<u32>", 4, 0);
        int escape = bytes.struct("x\u001b[31m", 4, 0);
        CPrinter printer = new CPrinter(bytes.parse());
        assertEquals("struct Option_u32_", printer.declaration(generic, ""));
        assertEquals("struct x__31m", printer.declaration(escape, ""));
    }

    @Test
    void rejectsStructsThatHoldThemselves() {
        bytes.struct("direct", 4, 8, 0, 1, 0);
        bytes.struct("", 4, 8, 0, 2, 0);
        int array = bytes.type("", false, 3, 0, 0, 4, 4, 1);
        bytes.struct("indirect", 4, 8, 0, array, 0);
        CPrinter printer = new CPrinter(bytes.parse());
        assertContains("type 1 holds itself", () -> printer.definitions(1));
        assertContains("holds itself", () -> printer.declaration(2, "x"));
        assertContains("type 4 holds itself", () -> printer.definitions(4));
        assertContains("holds itself", printer::all);
    }

    @Test
    void rejectsChainsWithoutEnd() {
        bytes.type("", false, 2, 0, 1);
        bytes.type("a", false, 8, 0, 3);
        bytes.type("b", false, 8, 0, 2);
        bytes.type("", false, 10, 0, 4);
        bytes.type("", false, 13, 1, 0, 0, 5);
        CPrinter printer = new CPrinter(bytes.parse());
        assertContains("holds itself", () -> printer.declaration(1, "x"));
        assertContains("stands for itself", () -> printer.definitions(2));
        assertContains("", () -> printer.declaration(4, "x"));
        assertContains("holds itself", () -> printer.declaration(5, "x"));
    }

    /** Each struct holds the one before it twice: 40 of them are some 500 bytes and 2^40 lines. */
    @Test
    void rejectsTypesThatTakeTooMuchText() {
        int inner = bytes.integer("char", 1, true);
        for (int i = 0; i < 40; i++) {
            inner = bytes.struct("", 5, 1, bytes.string("a"), inner, 0, bytes.string("b"), inner, 0);
        }
        int last = inner;
        int gap = bytes.struct("gap", 4, Integer.MAX_VALUE);
        CPrinter printer = new CPrinter(bytes.parse());
        assertContains("characters of C", () -> printer.declaration(last, "x"));
        assertContains("characters of C", () -> printer.definitions(gap));
    }

    @Test
    void rejectsWhatIsNoType() {
        int number = bytes.integer("int", 4, true);
        int tag = bytes.type("tag", false, 17, 0, number, -1);
        int pointer = bytes.type("", false, 2, 0, tag);
        CPrinter printer = new CPrinter(bytes.parse());
        assertContains("where C has a type", () -> printer.declaration(pointer, "x"));
        assertContains("there is no type 99", () -> printer.declaration(99, "x"));
    }

    @Test
    void survivesRandomDamage() {
        byte[] whole = SampleBtf.btf();
        Random random = new Random(20_260_104);
        int rejected = 0;
        int printed = 0;
        for (int round = 0; round < 2_000; round++) {
            byte[] damaged = whole.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                damaged[random.nextInt(whole.length)] = (byte) random.nextInt();
            }
            try {
                printed += new CPrinter(Btf.parse("x.o", ByteBuffer.wrap(damaged)))
                                .all()
                                .isEmpty()
                        ? 0
                        : 1;
            } catch (MalformedObjectException expected) {
                rejected++;
            }
        }
        assertTrue(rejected > 100 && printed > 100, rejected + " rejected, " + printed + " printed");
    }

    private static void assertContains(String part, Executable print) {
        String message = String.valueOf(
                assertThrows(MalformedObjectException.class, print).getMessage());
        assertTrue(message.contains(part), () -> "\"" + message + "\" should say \"" + part + "\"");
    }
}
