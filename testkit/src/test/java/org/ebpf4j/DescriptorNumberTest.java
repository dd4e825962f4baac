// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.Test;

/** A descriptor may have the number of any error, 13 for EACCES among them, and is none. */
class DescriptorNumberTest {
    @Test
    void mapsAreCreatedWhateverNumberTheyGet() {
        SimulatedKernel kernel = new SimulatedKernel();
        List<BpfObject> objects = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            BpfObject object = BpfObject.load(TestObjects.read("globals.bpf.o"), kernel);
            objects.add(object);
            for (BpfMap map : object.maps()) {
                numbers.add(map.descriptor().begin());
                map.descriptor().end();
            }
        }
        objects.forEach(BpfObject::close);
        assertTrue(numbers.contains(Errno.EACCES.number()), numbers.toString());
        assertEquals(List.of(), kernel.openDescriptors());
    }
}
