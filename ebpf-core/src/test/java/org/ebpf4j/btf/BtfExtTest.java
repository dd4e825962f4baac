// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.ebpf4j.MalformedObjectException;
import org.junit.jupiter.api.Test;

/** Expected values are what {@code bpftool btf dump} and {@code llvm-objdump -dl} print of the sample. */
class BtfExtTest {
    private final Btf btf = Btf.parse("sample.bpf.o", ByteBuffer.wrap(SampleBtf.btf()));
    private final BtfExt ext = BtfExt.parse("sample.bpf.o", btf, ByteBuffer.wrap(SampleBtf.ext()));

    @Test
    void readsTypesAsBpftoolDoes() {
        assertEquals(37, btf.typeCount());
        assertEquals(
                new BtfType.Struct(
                        "key",
                        8,
                        List.of(new BtfType.Member("device", 7, 0, 0), new BtfType.Member("operation", 9, 32, 0)),
                        false),
                btf.type(6));
        assertEquals(new BtfType.Array(2, 4, 64), btf.type(14));
        assertEquals(new BtfType.Func("count", 18, BtfType.LINKAGE_GLOBAL), btf.type(19));
        assertEquals(new BtfType.Func("lookup", 20, BtfType.LINKAGE_STATIC), btf.type(21));
        assertEquals(new BtfType.Var("LINUX_KERNEL_VERSION", 2, BtfType.LINKAGE_EXTERN), btf.type(26));
        assertEquals(new BtfType.DataSection("license", 0, List.of(new BtfType.Entry(30, 0, 13))), btf.type(36));
        assertEquals(8, btf.resolve(22));
        assertEquals(13, btf.sizeOf(30));
    }

    @Test
    void saysWhichFunctionStartsWhere() {
        InsnRecords socket = ext.funcInfo("socket");
        assertEquals(1, socket.count());
        assertEquals(8, socket.recordSize());
        assertEquals(0, socket.insnOffset(0));
        assertEquals(19, socket.word(0, 1));
        assertEquals(21, ext.funcInfo(".text").word(0, 1));
        assertEquals(0, ext.funcInfo("xdp").count());
        assertEquals(8, ext.funcInfo("xdp").recordSize());
    }

    @Test
    void saysWhichLineAnInstructionCameFrom() {
        InsnRecords socket = ext.lineInfo("socket");
        assertEquals(9, socket.count());
        assertEquals(16, socket.recordSize());
        assertEquals(9 * 16, socket.data().remaining());
        assertEquals("sample.bpf.c:38", ext.sourceLine("socket", 0));
        assertEquals("sample.bpf.c:40", ext.sourceLine("socket", 5 * 8));
        assertEquals("sample.bpf.c:28", ext.sourceLine(".text", 0));
        assertEquals("", ext.sourceLine("xdp", 0));
    }

    @Test
    void honoursRecordsThatAreLongerThanTheyNeedToBe() {
        BtfBytes types = new BtfBytes();
        int section = types.string("xdp");
        int access = types.string("0:1");
        ByteBuffer bytes = ByteBuffer.allocate(32 + 4 + 8 + 2 * 20).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putShort((short) 0xeb9f).putShort((short) 1).putInt(32);
        bytes.putInt(0).putInt(0).putInt(0).putInt(0).putInt(0).putInt(52);
        bytes.putInt(20).putInt(section).putInt(2);
        bytes.putInt(8).putInt(3).putInt(access).putInt(2).putInt(-1);
        bytes.putInt(16).putInt(4).putInt(access).putInt(0).putInt(-1).flip();
        assertEquals(
                List.of(new CoreRelocation(8, 3, "0:1", 2), new CoreRelocation(16, 4, "0:1", 0)),
                BtfExt.parse("test", types.parse(), bytes).coreRelocations("xdp"));
    }

    @Test
    void hasNoRelocationsWhereTheHeaderIsTooShortForThem() {
        assertEquals(List.of(), ext.coreRelocations("socket"));
        ByteBuffer bytes = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putShort((short) 0xeb9f).putShort((short) 1).putInt(24).position(0);
        BtfExt empty = BtfExt.parse("old", btf, bytes);
        assertEquals(List.of(), empty.coreRelocations("socket"));
        assertEquals(0, empty.lineInfo("socket").count());
    }

    @Test
    void rejectsPartsThatPointOutside() {
        assertContains("is big-endian", b -> b.putShort(0, (short) 0x9feb));
        assertContains("its line infos end past", b -> b.putInt(20, 10_000));
        assertContains("its function infos have 7 bytes each", b -> b.putInt(32, 7));
        assertContains("its function infos have 0 bytes each", b -> b.putInt(32, 0));
        assertContains("string offset 65536 is past", b -> b.putInt(36, 65_536));
        assertContains("the 0 function infos for section socket", b -> b.putInt(40, 0));
        assertContains("the 4294967295 function infos", b -> b.putInt(40, -1));
        assertContains("two lists of function infos for section socket", b -> b.putInt(52, b.getInt(36)));
        assertContains("are cut short", b -> b.putInt(12, 24));
    }

    @Test
    void survivesRandomDamage() {
        Random random = new Random(20_260_103);
        int rejected = 0;
        for (int round = 0; round < 5_000; round++) {
            byte[] damaged = SampleBtf.ext();
            for (int i = random.nextInt(3); i >= 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                BtfExt read = BtfExt.parse("x.o", btf, ByteBuffer.wrap(damaged));
                read.coreRelocations("socket");
                read.funcInfo("socket");
                read.sourceLine("socket", 64);
            } catch (MalformedObjectException expected) {
                rejected++;
            }
        }
        assertTrue(rejected > 100, "only " + rejected + " of 5000 were rejected");
    }

    private void assertContains(String part, Consumer<ByteBuffer> damage) {
        ByteBuffer bytes = ByteBuffer.wrap(SampleBtf.ext()).order(ByteOrder.LITTLE_ENDIAN);
        damage.accept(bytes);
        String message =
                String.valueOf(assertThrows(MalformedObjectException.class, () -> BtfExt.parse("x.o", btf, bytes))
                        .getMessage());
        assertTrue(message.contains(part), () -> "\"" + message + "\" should say \"" + part + "\"");
    }
}
