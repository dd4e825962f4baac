// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.ebpf4j.attach.AttachTarget;
import org.ebpf4j.attach.Cgroup;
import org.ebpf4j.attach.Link;
import org.ebpf4j.attach.Netfilter;
import org.ebpf4j.attach.NetworkNamespace;
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

/** Programs that see packets and sockets, in a network namespace and a cgroup that the test makes: every datagram in them is its own. */
@KernelTest(needs = {Need.BPF, Need.NET_ADMIN})
class NetworkTest {
    private static final int DATAGRAMS = 123;

    private final ObjectSpec spec = TestObjects.read("network.bpf.o");

    /** Attaches, exchanges datagrams, detaches, exchanges again; answers what was counted in all. */
    private long count(Kernel kernel, String program, AttachTarget target, String variable) throws Exception {
        try (PrivateNetwork network = new PrivateNetwork();
                BpfObject object = BpfObject.load(spec, kernel)) {
            return network.run(() -> {
                try (Link link = object.program(program).attach(target)) {
                    PrivateNetwork.exchange(DATAGRAMS);
                    assertEquals(target, link.target());
                }
                PrivateNetwork.exchange(DATAGRAMS);
                return TestObjects.number(object, spec, variable);
            });
        }
    }

    @Test
    void xdpSeesEveryPacketReceived(Kernel kernel) throws Exception {
        assertEquals(DATAGRAMS, count(kernel, "on_receive", Xdp.on("lo"), "received"));
        Xdp generic = new Xdp(List.of("lo"), Xdp.Mode.GENERIC);
        assertEquals(DATAGRAMS, count(kernel, "on_receive", generic, "received"));
    }

    @Test
    void xdpOnSeveralInterfacesIsOneLinkOrNone(Kernel kernel) throws Exception {
        try (PrivateNetwork network = new PrivateNetwork();
                BpfObject object = BpfObject.load(spec, kernel)) {
            network.run(() -> {
                Tools.run("ip", "link", "add", "one", "type", "veth", "peer", "name", "two");
                BpfProgram program = object.program("on_receive");
                assertThrows(
                        NotFoundException.class,
                        () -> program.attach(Xdp.on("one", "two", "three")).close());
                assertEquals(0, attachedInterfaces());
                try (Link link = program.attach(Xdp.on("one", "two"))) {
                    assertEquals(2, attachedInterfaces(), link.target()::toString);
                }
                assertEquals(0, attachedInterfaces());
                return true;
            });
        }
    }

    private static long attachedInterfaces() throws Exception {
        return Tools.run("ip", "-o", "link").stream()
                .filter(line -> line.contains("xdp"))
                .count();
    }

    @Test
    void aModeThatTheInterfaceLacksIsASentence(Kernel kernel) throws Exception {
        Xdp offloaded = new Xdp(List.of("lo"), Xdp.Mode.OFFLOADED);
        BpfException e = assertThrows(BpfException.class, () -> count(kernel, "on_receive", offloaded, "received"));
        assertTrue(e.getMessage().startsWith("program on_receive can't be attached to xdp/lo: "), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
    }

    @Test
    void anInterfaceOfAnotherNamespaceIsNotFound(Kernel kernel) {
        NotFoundException e =
                assertThrows(NotFoundException.class, () -> count(kernel, "on_receive", Xdp.on("never0"), "received"));
        assertTrue(e.getMessage().contains("never0"), e.getMessage());
    }

    @Test
    void aSecondXdpProgramFindsTheInterfaceBusy(Kernel kernel) throws Exception {
        try (PrivateNetwork network = new PrivateNetwork();
                BpfObject object = BpfObject.load(spec, kernel)) {
            network.run(() -> {
                BpfProgram program = object.program("on_receive");
                try (Link first = program.attach(Xdp.on("lo"))) {
                    return assertThrows(
                            BusyException.class,
                            () -> program.attach(first.target()).close());
                }
            });
        }
    }

    @Test
    @KernelTest(needs = Need.TCX)
    void tcxSeesEveryPacketInEachDirection(Kernel kernel) throws Exception {
        assertEquals(DATAGRAMS, count(kernel, "on_ingress", Tcx.ingress("lo"), "in"));
        assertEquals(DATAGRAMS, count(kernel, "on_egress", Tcx.egress("lo"), "out"));
    }

    @Test
    @KernelTest(needs = Need.NETFILTER)
    void netfilterSeesEveryPacketAtAHook(Kernel kernel) throws Exception {
        Netfilter out = new Netfilter(Netfilter.Family.IPV4, Netfilter.Hook.LOCAL_OUT, 10, false);
        assertEquals(DATAGRAMS, count(kernel, "on_hook", out, "filtered"));
        Netfilter in = new Netfilter(Netfilter.Family.IPV4, Netfilter.Hook.LOCAL_IN, -10, false);
        assertEquals(DATAGRAMS, count(kernel, "on_hook", in, "filtered"));
        Netfilter other = new Netfilter(Netfilter.Family.IPV6, Netfilter.Hook.LOCAL_IN, -10, false);
        assertEquals(0, count(kernel, "on_hook", other, "filtered"));
    }

    @Test
    void socketLookupRunsForEveryDatagram(Kernel kernel) throws Exception {
        NetworkNamespace own = NetworkNamespace.own(AttachType.SK_LOOKUP);
        assertEquals(DATAGRAMS, count(kernel, "on_lookup", own, "looked_up"));
    }

    @Test
    void whatIsNoNamespaceIsRefused(Kernel kernel) {
        NetworkNamespace none = new NetworkNamespace("/never/was", AttachType.SK_LOOKUP);
        assertThrows(NotFoundException.class, () -> count(kernel, "on_lookup", none, "looked_up"));
        NetworkNamespace file = new NetworkNamespace("/proc/version", AttachType.SK_LOOKUP);
        assertThrows(BpfException.class, () -> count(kernel, "on_lookup", file, "looked_up"));
    }

    @Test
    @KernelTest(needs = Need.CGROUP)
    void cgroupProgramsSeeTheSocketsOfTheirProcessesOnly(Kernel kernel) throws Exception {
        Path cgroup = TestCgroup.make();
        try (PrivateNetwork network = new PrivateNetwork();
                BpfObject object = BpfObject.load(spec, kernel);
                Link connect = object.program("on_connect")
                        .attach(new Cgroup(cgroup.toString(), AttachType.CGROUP_INET4_CONNECT));
                Link create = object.program("on_create")
                        .attach(new Cgroup(cgroup.toString(), AttachType.CGROUP_INET_SOCK_CREATE));
                Link send = object.program("on_send")
                        .attach(new Cgroup(cgroup.toString(), AttachType.CGROUP_INET_EGRESS))) {
            String sockets = "for ((i = 0; i < " + DATAGRAMS + "; i++)); do echo x >/dev/udp/127.0.0.1/9; done";
            network.run(() -> Tools.run("bash", "-c", "echo $$ >" + cgroup + "/cgroup.procs; " + sockets));
            network.run(() -> Tools.run("bash", "-c", sockets));
            assertEquals(DATAGRAMS, TestObjects.number(object, spec, "connected"), connect.target()::toString);
            assertEquals(DATAGRAMS, TestObjects.number(object, spec, "created"), create.target()::toString);
            assertEquals(DATAGRAMS, TestObjects.number(object, spec, "sent"), send.target()::toString);
        } finally {
            TestCgroup.remove(cgroup);
        }
    }

    @Test
    void whatIsNoCgroupIsRefused(Kernel kernel) {
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            BpfProgram program = object.program("on_connect");
            for (String directory : List.of("/never/was", "/proc")) {
                NotFoundException e = assertThrows(
                        NotFoundException.class,
                        () -> program.attach(new Cgroup(directory, AttachType.CGROUP_INET4_CONNECT))
                                .close());
                assertTrue(e.getMessage().contains(directory), e.getMessage());
            }
        }
    }

    @Test
    void attachingTheObjectLeavesOutWhatNamesNoPlace(Kernel kernel) {
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            object.attach();
            object.attach();
            UnsupportedException e = assertThrows(
                    UnsupportedException.class,
                    () -> object.program("on_receive").attach());
            assertTrue(e.getMessage().contains("Xdp"), e.getMessage());
        }
    }
}
