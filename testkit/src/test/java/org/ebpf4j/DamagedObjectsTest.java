// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfFeature;
import org.ebpf4j.relocate.ExternValue;
import org.ebpf4j.relocate.KernelSymbols;
import org.ebpf4j.relocate.ObjectTypes;
import org.ebpf4j.relocate.OptionValue;
import org.ebpf4j.relocate.ProgramLinker;
import org.ebpf4j.relocate.TypeSanitiser;
import org.ebpf4j.spec.ExternSpec;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.spec.ProgramSpec;
import org.ebpf4j.spec.StructOpsSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects with a few bytes changed anywhere are read, linked and rewritten, or refused in one sentence; nothing else happens. */
class DamagedObjectsTest {
    private static final int ROUNDS = 3000;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "map_types.bpf.o",
                "map_types_new.bpf.o",
                "externs.bpf.o",
                "missing_externs.bpf.o",
                "forms.bpf.o",
                "legacy.bpf.o",
                "new_types.bpf.o",
                "congestion_link.bpf.o"
            })
    void onlyBpfExceptionsComeOut(String name) {
        byte[] whole = TestObjects.bytes(name);
        Random random = new Random(name.hashCode());
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] damaged = whole.clone();
            int changes = 1 + random.nextInt(4);
            for (int i = 0; i < changes; i++) {
                int at = random.nextInt(damaged.length);
                damaged[at] = (byte) (random.nextBoolean() ? random.nextInt() : damaged[at] ^ 1 << random.nextInt(8));
            }
            try {
                use(ObjectSpec.read(name, damaged));
            } catch (BpfException e) {
                refused++;
                assertFalse(e.getMessage().contains("\n"), e.getMessage());
            } catch (RuntimeException e) {
                throw new AssertionError(name + " in round " + round, e);
            }
        }
        assertTrue(refused > 0, "no damage was ever noticed");
    }

    private static void use(ObjectSpec spec) {
        Btf btf = spec.btf();
        if (btf != null) {
            ByteBuffer complete = ObjectTypes.complete(spec, btf);
            for (BtfFeature feature : BtfFeature.values()) {
                Btf.parse("sane", TypeSanitiser.sanitise(Btf.parse("complete", complete), EnumSet.of(feature)));
            }
        }
        for (MapSpec map : spec.maps()) {
            StructOpsSpec structure = map.structOps();
            if (structure != null) {
                structure.functions().keySet().forEach(member -> structure.function(member, null));
                structure.members().forEach(member -> structure.contents().get(member.bitOffset() / Byte.SIZE));
            }
        }
        for (ProgramSpec program : spec.programs()) {
            // The object's own types stand for the kernel's.
            new ProgramLinker(
                            spec,
                            () -> {
                                if (btf == null) {
                                    throw new UnsupportedException("no types", 0);
                                }
                                return btf;
                            },
                            List::of,
                            extern -> resolve(spec, extern))
                    .link(program);
        }
    }

    private static ExternValue resolve(ObjectSpec spec, ExternSpec extern) {
        Btf btf = spec.btf();
        if (btf == null) {
            throw new UnsupportedException("no types", 0);
        }
        return switch (extern.kind()) {
            case CONFIG -> {
                OptionValue.put(
                        btf,
                        extern,
                        extern.name().length() % 2 == 0 ? "y" : "12",
                        ByteBuffer.allocate(spec.map(ExternSpec.CONFIG_SECTION).valueSize()));
                yield new ExternValue.Option();
            }
            case SYMBOL -> new ExternValue.Address(-1);
            case VARIABLE, FUNCTION -> KernelSymbols.find(btf, btf, List::of, extern);
        };
    }
}
