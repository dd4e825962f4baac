// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.ebpf4j.attach.Link;
import org.ebpf4j.attach.Usdt;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;

/** The probes of the JVM that runs the test, where it was built with any. */
@KernelTest(needs = Need.UPROBE)
class JvmProbesTest {
    private static final int COLLECTIONS = 5;

    @Test
    void everyGarbageCollectionThatIsAskedForIsSeen(Kernel kernel) throws Exception {
        Path jvm = Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .filter(line -> line.endsWith("/libjvm.so"))
                .map(line -> Path.of(line.substring(line.indexOf('/'))))
                .findFirst()
                .orElseThrow();
        assumeTrue(
                Usdt.probesOf(jvm).stream().anyMatch(probe -> probe.name().equals("gc__begin")),
                "this JVM has no USDT probes");
        ObjectSpec spec = TestObjects.read("usdt.bpf.o");
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            Usdt begin = Usdt.at("libjvm.so", "hotspot", "gc__begin").inThisProcess();
            try (Link link = object.program("on_gc").attach(begin)) {
                for (int i = 0; i < COLLECTIONS; i++) {
                    System.gc();
                }
                assertEquals(COLLECTIONS, TestObjects.number(object, spec, "full"), link.target()::toString);
                assertTrue(TestObjects.number(object, spec, "begun") >= COLLECTIONS);
            }
            System.gc();
            assertEquals(COLLECTIONS, TestObjects.number(object, spec, "full"));
        }
    }
}
