// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.corpus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects that others wrote: the tools of bcc and of xdp-tools, as Debian compiled them. */
class PackagedObjectsTest {
    @Test
    void objectsAreFoundInsideOtherFiles() {
        byte[] one = CorpusObject.committed().get(0).bytes();
        byte[] two = CorpusObject.committed().get(1).bytes();
        byte[] file = new byte[one.length + two.length + 1000];
        System.arraycopy(one, 0, file, 100, one.length);
        System.arraycopy(two, 0, file, one.length + 700, two.length);
        List<byte[]> found = PackagedObjects.in(file);
        assertEquals(2, found.size());
        assertArrayEquals(one, found.get(0));
        assertArrayEquals(two, found.get(1));
        assertEquals(List.of(), PackagedObjects.in(Arrays.copyOf(file, one.length)));
    }

    @Test
    @KernelTest(needs = {Need.BTF, Need.TRACING, Need.NET_ADMIN, Need.LIBBPF, Need.PACKAGED_OBJECTS})
    void libbpfMakesTheSameOfThem(Kernel kernel, @TempDir Path directory) throws IOException {
        Map<String, Map<String, String>> differences = new TreeMap<>();
        Map<String, byte[]> objects = PackagedObjects.all();
        int loaded = 0;
        try (Agreement agreement = new Agreement(kernel)) {
            for (Map.Entry<String, byte[]> object : objects.entrySet()) {
                Path file = Files.write(directory.resolve(object.getKey()), object.getValue());
                Agreement.Both both = agreement.load(file, object.getValue());
                if (!both.differences().isEmpty()) {
                    differences.put(object.getKey(), both.differences());
                }
                loaded += (int) both.ours().outcome().programs().values().stream()
                        .filter(program -> !program.equals(Outcome.REFUSED))
                        .count();
            }
        }
        assertEquals(Map.of(), differences);
        int programs = loaded;
        assertTrue(objects.size() >= 90 && programs >= 200, () -> objects.size() + " objects, " + programs + " loaded");
    }
}
