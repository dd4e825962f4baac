// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.MapCreate;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.map.LongMap;
import org.ebpf4j.map.SocketMap;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.MapType;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;

/** Maps of sockets, network devices and CPUs, by what the kernel says of these itself. */
@KernelTest(needs = {Need.BPF, Need.NET_ADMIN})
class NetworkMapsTest {
    private static final int NO_DEVICE = 1 << 30;
    private static final int PACKETS = 192;

    private static BpfObject load(Kernel kernel) {
        ObjectSpec spec = TestObjects.read("map_types.bpf.o");
        spec.map("shared").pinByName(false);
        return BpfObject.load(spec, kernel);
    }

    @Test
    void connectedSocketsAreHeldByTheirCookies(Kernel kernel) {
        try (BpfObject object = load(kernel);
                TcpPair pair = TcpPair.connect()) {
            SocketMap<Integer> sockets = object.socketMap("sockets", Integer.class);
            SocketMap<Long> byKey = object.socketMap("sockets_by_key", Long.class);
            assertEquals(0, sockets.cookie(1));
            sockets.put(1, pair.client());
            sockets.put(3, pair.server());
            byKey.put(1L << 40, pair.server());
            long client = TcpPair.cookie(pair.client());
            long server = TcpPair.cookie(pair.server());
            assertNotEquals(client, server);
            assertEquals(client, sockets.cookie(1));
            assertEquals(server, sockets.cookie(3));
            assertEquals(server, byKey.cookie(1L << 40));
            assertEquals(0, byKey.cookie(1L));
            sockets.put(3, pair.client());
            assertEquals(client, sockets.cookie(3));
            assertTrue(sockets.remove(3));
            assertEquals(0, sockets.cookie(3));
            // A socket that is closed leaves by itself.
            pair.closeClient();
            assertEquals(0, sockets.cookie(1));
            assertEquals(server, byKey.cookie(1L << 40));
            assertTrue(byKey.remove(1L << 40));
            assertFalse(byKey.remove(1L << 40));
        }
    }

    @Test
    void aSocketWithoutAnAddressIsRefused(Kernel kernel) {
        try (BpfObject object = load(kernel);
                TestSocket unbound = TestSocket.open()) {
            SocketMap<Integer> sockets = object.socketMap("sockets", Integer.class);
            UnsupportedException e = assertThrows(UnsupportedException.class, () -> sockets.put(0, unbound.number()));
            assertEquals(Errno.EOPNOTSUPP.number(), e.errno());
            assertEquals(
                    "map sockets (sockmap) does not take socket " + unbound.number()
                            + " as it is; bind, connect or let it listen before",
                    e.getMessage());
            assertEquals(0, sockets.cookie(0));
        }
    }

    @Test
    void devicesAreThoseThatThereAre(Kernel kernel) throws Exception {
        int loopback = NetworkInterface.getByName("lo").getIndex();
        try (BpfObject object = load(kernel)) {
            for (String name : new String[] {"devices", "devices_by_key"}) {
                LongMap devices = object.longMap(name);
                assertEquals(-1, devices.getOrDefault(2, -1));
                devices.put(2, loopback);
                assertEquals(loopback, devices.get(2));
                SystemCallException e = assertThrows(SystemCallException.class, () -> devices.put(3, NO_DEVICE));
                assertEquals(Errno.EINVAL.number(), e.errno());
                assertEquals(-1, devices.getOrDefault(3, -1));
                devices.remove(2);
                assertEquals(-1, devices.getOrDefault(2, -1));
            }
        }
    }

    /** Whether the kernel has a thread of that name, of which older ones show 15 bytes. */
    private static boolean hasThread(String name) throws IOException {
        String beginning = name.substring(0, Math.min(15, name.length()));
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes.anyMatch(process -> {
                try {
                    String found = Files.readString(process.resolve("comm")).strip();
                    return found.equals(name) || found.equals(beginning);
                } catch (IOException e) {
                    // It is no process, or has ended.
                    return false;
                }
            });
        }
    }

    @Test
    void aCpuThatIsPutInGetsAThreadOfTheKernels(Kernel kernel) throws Exception {
        int number = MapType.CPUMAP.number();
        int fd = kernel.mapCreate(new MapCreate("cpus", number, 4, 4, 1, 0, 0, 0, 0, 0, 0, 0));
        assertTrue(fd > 0, () -> Errno.describe(fd));
        try (BpfMap map = new BpfMap(kernel, MapSpec.of("cpus", MapType.CPUMAP, 4, 4, 1), null, fd)) {
            LongMap cpus = new LongMap(map);
            String thread = "cpumap/0/map:" + map.info().id();
            assertFalse(hasThread(thread), thread);
            cpus.put(0, PACKETS);
            assertEquals(PACKETS, cpus.get(0));
            assertTrue(hasThread(thread), thread);
            assertThrows(SystemCallException.class, () -> cpus.put(0, 1L << 31));
            assertThrows(SystemCallException.class, () -> cpus.put(1, PACKETS));
            assertTrue(cpus.remove(0));
            assertEquals(-1, cpus.getOrDefault(0, -1));
        }
    }
}
