// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ebpf4j.attach.Cgroup;
import org.ebpf4j.attach.Link;
import org.ebpf4j.attach.Netfilter;
import org.ebpf4j.attach.Netkit;
import org.ebpf4j.attach.Place;
import org.ebpf4j.attach.Tcx;
import org.ebpf4j.attach.Xdp;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.spec.AttachType;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.ebpf4j.testkit.PrivateNetwork;
import org.ebpf4j.testkit.TestCgroup;
import org.junit.jupiter.api.Test;

/** Several programs at one place, which run in the order that was asked for; and places that the other network tests leave out. */
@KernelTest(needs = {Need.BPF, Need.NET_ADMIN})
class PlacesTest {
    private static final int CONNECTIONS = 30;

    private final ObjectSpec spec = TestObjects.read("places.bpf.o");

    private long number(BpfObject object, String variable) {
        return TestObjects.number(object, spec, variable);
    }

    @Test
    @KernelTest(needs = Need.TCX)
    void tcxProgramsRunInTheOrderOfTheirPlaces(Kernel kernel) throws Exception {
        try (PrivateNetwork network = new PrivateNetwork();
                BpfObject object = BpfObject.load(spec, kernel)) {
            int one = object.program("ingress_one").info().id();
            assertEquals(321, network.run(() -> trail(object, Place.FIRST, Place.before(one))));
            assertEquals(123, network.run(() -> trail(object, Place.LAST, Place.after(one))) % 1000);
            NotFoundException e = assertThrows(
                    NotFoundException.class,
                    () -> network.run(() -> trail(object, Place.LAST, Place.after(Integer.MAX_VALUE))));
            assertTrue(e.getMessage().contains("no program"), e.getMessage());
        }
    }

    private long trail(BpfObject object, Place three, Place two) throws Exception {
        try (Link first = object.program("ingress_one").attach(Tcx.ingress("lo"));
                Link third =
                        object.program("ingress_three").attach(Tcx.ingress("lo").at(three));
                Link second =
                        object.program("ingress_two").attach(Tcx.ingress("lo").at(two))) {
            PrivateNetwork.exchange(1);
            assertEquals(first.target(), Tcx.ingress("lo"));
            assertEquals(third.target(), Tcx.ingress("lo").at(three));
            assertEquals(second.target(), Tcx.ingress("lo").at(two));
        }
        return number(object, "trail");
    }

    @Test
    @KernelTest(needs = Need.NETFILTER)
    void netfilterProgramsRunInTheOrderOfTheirPriorities(Kernel kernel) throws Exception {
        Netfilter out = new Netfilter(Netfilter.Family.IPV4, Netfilter.Hook.LOCAL_OUT, 5, false);
        Netfilter earlier = new Netfilter(Netfilter.Family.IPV4, Netfilter.Hook.LOCAL_OUT, -5, false);
        try (PrivateNetwork network = new PrivateNetwork();
                BpfObject object = BpfObject.load(spec, kernel)) {
            network.run(() -> {
                try (Link one = object.program("filter_one").attach(out);
                        Link two = object.program("filter_two").attach(earlier)) {
                    PrivateNetwork.exchange(1);
                    assertEquals(21, number(object, "trail"), () -> one.target() + " and " + two.target());
                }
                return true;
            });
        }
    }

    @Test
    @KernelTest(needs = Need.CGROUP)
    void programsOfACgroupRunInTheOrderInWhichTheyWereAttached(Kernel kernel) throws Exception {
        Path cgroup = TestCgroup.make();
        Cgroup target = new Cgroup(cgroup.toString(), AttachType.CGROUP_INET4_CONNECT);
        try (PrivateNetwork network = new PrivateNetwork();
                BpfObject object = BpfObject.load(spec, kernel);
                Link one = object.program("connect_one").attach(target);
                Link two = object.program("connect_two").attach(target)) {
            network.run(() -> in(cgroup, "echo x >/dev/udp/127.0.0.1/9"));
            assertEquals(12, number(object, "trail"), () -> one.target() + " and " + two.target());
        } finally {
            TestCgroup.remove(cgroup);
        }
    }

    private static List<String> in(Path cgroup, String command) throws Exception {
        return Tools.run("bash", "-c", "echo $$ >" + cgroup + "/cgroup.procs; " + command);
    }

    @Test
    @KernelTest(needs = Need.CGROUP)
    void socketOperationsAreSeenForEveryConnectionOfACgroup(Kernel kernel) throws Exception {
        Path cgroup = TestCgroup.make();
        try (PrivateNetwork network = new PrivateNetwork();
                BpfObject object = BpfObject.load(spec, kernel);
                Link link =
                        object.program("on_socket").attach(new Cgroup(cgroup.toString(), AttachType.CGROUP_SOCK_OPS))) {
            network.run(() -> {
                try (ServerSocket server =
                        new ServerSocket(0, 2 * CONNECTIONS, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
                    String connect = "for ((i = 0; i < " + CONNECTIONS + "; i++)); do exec 3<>/dev/tcp/127.0.0.1/"
                            + server.getLocalPort() + "; exec 3>&-; done";
                    in(cgroup, connect);
                    return Tools.run("bash", "-c", connect);
                }
            });
            assertEquals(CONNECTIONS, number(object, "connections"), link.target()::toString);
        } finally {
            TestCgroup.remove(cgroup);
        }
    }

    /** Security hooks of a cgroup (since 6.0), where BPF is among the security modules. */
    @Test
    @KernelTest(needs = {Need.CGROUP, Need.BTF})
    void securityHooksOfACgroupSeeTheSocketsOfItsProcesses(Kernel kernel) throws Exception {
        Path cgroup = TestCgroup.make();
        try (PrivateNetwork network = new PrivateNetwork();
                BpfObject object = BpfObject.load(spec, kernel)) {
            BpfException why = object.failures().get("on_post_create");
            if (why != null) {
                assertTrue(why.getMessage().contains("program on_post_create "), why.getMessage());
                return;
            }
            Cgroup target = new Cgroup(cgroup.toString(), AttachType.LSM_CGROUP);
            BpfProgram program = object.program("on_post_create");
            if (!Trampolines.areBuiltIn(kernel)) {
                assertThrows(
                        UnsupportedException.class, () -> program.attach(target).close());
                return;
            }
            try (Link link = program.attach(target)) {
                String sockets = "for ((i = 0; i < " + CONNECTIONS + "; i++)); do echo x >/dev/udp/127.0.0.1/9; done";
                network.run(() -> in(cgroup, sockets));
                network.run(() -> Tools.run("bash", "-c", sockets));
                int seen = SecurityModules.haveBpf(kernel) ? CONNECTIONS : 0;
                assertEquals(seen, number(object, "posts"), link.target()::toString);
            }
        } finally {
            TestCgroup.remove(cgroup);
        }
    }

    /** Where the kernel is built without (CONFIG_NETKIT), the reason is a sentence. */
    @Test
    void netkitProgramsSeeWhatThePrimaryEndSends(Kernel kernel) throws Exception {
        try (PrivateNetwork network = new PrivateNetwork();
                BpfObject object = BpfObject.load(spec, kernel)) {
            network.run(() -> {
                Process made = new ProcessBuilder("ip", "link", "add", "pair0", "type", "netkit")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (made.waitFor() == 0) {
                    seesWhatIsSent(object);
                } else if (object.failures().get("netkit_one") == null) {
                    BpfProgram program = object.program("netkit_one");
                    UnsupportedException e = assertThrows(
                            UnsupportedException.class,
                            () -> program.attach(Netkit.primary("lo")).close());
                    assertTrue(e.getMessage().contains("Linux 6.7 or later"), e.getMessage());
                }
                return true;
            });
        }
    }

    private void seesWhatIsSent(BpfObject object) throws Exception {
        Tools.run("ip", "addr", "add", "10.9.0.1/24", "dev", "pair0");
        try (Link one = object.program("netkit_one").attach(Netkit.primary("pair0"));
                Link two = object.program("netkit_two").attach(Netkit.peer("pair0"));
                DatagramSocket socket = new DatagramSocket()) {
            Tools.run("ip", "link", "set", "pair0", "up");
            Tools.run("ip", "link", "set", "nk0", "up");
            InetAddress other = InetAddress.getByAddress(new byte[] {10, 9, 0, 2});
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
            String trail;
            // What is sent before the kernel has seen that the pair is up is lost; meanwhile the peer may send
            // greetings of its own.
            do {
                socket.send(new DatagramPacket(new byte[1], 1, other, 9));
                trail = Long.toUnsignedString(number(object, "trail"));
            } while (!trail.contains("1") && System.nanoTime() < end);
            assertTrue(trail.contains("1"), trail + " of " + one.target() + " and " + two.target());
        }
    }

    @Test
    void xdpRunsInTheModeThatWasAskedFor(Kernel kernel) throws Exception {
        ObjectSpec packets = TestObjects.read("network.bpf.o");
        try (PrivateNetwork network = new PrivateNetwork();
                BpfObject object = BpfObject.load(packets, kernel)) {
            network.run(() -> {
                Tools.run("ip", "link", "add", "one", "type", "veth", "peer", "name", "two");
                BpfProgram program = object.program("on_receive");
                for (Xdp.Mode mode : List.of(Xdp.Mode.ANY, Xdp.Mode.NATIVE, Xdp.Mode.GENERIC)) {
                    try (Link link = program.attach(new Xdp(List.of("one", "two"), mode))) {
                        // A veth has XDP of its own, so that only the last one is the network stack's.
                        String kind = mode == Xdp.Mode.GENERIC ? "xdpgeneric" : "xdp";
                        assertEquals(2, interfaces(" " + kind + " "), () -> kind + " on " + link.target());
                    }
                    assertEquals(0, interfaces("xdp"));
                }
                return true;
            });
        }
    }

    private static long interfaces(String with) throws Exception {
        return Tools.run("ip", "-o", "link").stream()
                .filter(line -> line.contains(with))
                .count();
    }
}
