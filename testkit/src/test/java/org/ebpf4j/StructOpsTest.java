// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ebpf4j.attach.Link;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.KernelTypes;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.spec.StructOpsSpec;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.ebpf4j.testkit.PrivateNetwork;
import org.junit.jupiter.api.Test;

/** Congestion controls that are programs: the kernel lists them while they are registered, and connections that use them call them. */
@KernelTest(needs = {Need.BPF, Need.BTF, Need.NET_ADMIN})
class StructOpsTest {
    private static final Path SYSCTL = Path.of("/proc/sys/net/ipv4");
    private static final int CONNECTIONS = 17;
    /** As much as a connection sends. */
    private static final int BYTES = 100_000;

    private static boolean isRegistered(String name) throws IOException {
        String all = Files.readString(SYSCTL.resolve("tcp_available_congestion_control"));
        return List.of(all.strip().split(" ", -1)).contains(name);
    }

    private static boolean hasLinks(Kernel kernel) {
        return KernelTypes.read(kernel).find("bpf_struct_ops_link", BtfKind.STRUCT) != 0;
    }

    /** Makes connections over loopback whose both ends use a congestion control, in a network namespace of their own. */
    private static void connect(String congestionControl) throws Exception {
        try (PrivateNetwork network = new PrivateNetwork()) {
            network.run(() -> {
                Path choice = SYSCTL.resolve("tcp_congestion_control");
                String before = Files.readString(choice);
                Files.writeString(choice, congestionControl);
                InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
                try (ServerSocket server = new ServerSocket()) {
                    server.bind(new InetSocketAddress(loopback, 0));
                    for (int i = 0; i < CONNECTIONS; i++) {
                        try (Socket client = new Socket(loopback, server.getLocalPort());
                                Socket accepted = server.accept()) {
                            client.getOutputStream().write(new byte[BYTES]);
                            client.shutdownOutput();
                            InputStream in = accepted.getInputStream();
                            assertEquals(BYTES, in.readAllBytes().length);
                        }
                    }
                } finally {
                    // The namespace would hold on to it for a while.
                    Files.writeString(choice, before);
                }
                return true;
            });
        }
    }

    @Test
    void aStructureIsRegisteredUntilTheObjectIsClosed(Kernel kernel) throws Exception {
        ObjectSpec spec = TestObjects.read("congestion.bpf.o");
        assertFalse(isRegistered("ebpf4j_plain"));
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            assertFalse(isRegistered("ebpf4j_plain"));
            object.attach();
            assertTrue(isRegistered("ebpf4j_plain"));
            connect("ebpf4j_plain");
            assertEquals(2 * CONNECTIONS, TestObjects.number(object, spec, "started"));
            assertTrue(TestObjects.number(object, spec, "acknowledged") >= CONNECTIONS);
        }
        assertFalse(isRegistered("ebpf4j_plain"));
    }

    @Test
    void whatIsOptionalOrBelongsToNoStructureIsLeftOut(Kernel kernel) throws Exception {
        ObjectSpec spec = TestObjects.read("congestion.bpf.o");
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            Map<String, BpfException> failures = object.failures();
            assertEquals(Set.of("rejected", "orphan", "ebpf4j_never", "never"), failures.keySet());
            assertInstanceOf(VerifierException.class, failures.get("rejected"));
            UnsupportedException never = assertInstanceOf(UnsupportedException.class, failures.get("ebpf4j_never"));
            assertEquals(
                    "congestion.bpf.o: structure ebpf4j_never is a ebpf4j_never_ops, which this kernel does not take from "
                            + "programs; run one that does, or check the name",
                    never.getMessage());
            NotFoundException orphan = assertThrows(NotFoundException.class, () -> object.program("orphan"));
            assertInstanceOf(NotFoundException.class, orphan.getCause());
            assertEquals("beside", object.program("beside").name());
            assertThrows(
                    UnsupportedException.class,
                    () -> object.program("start").attach().close());
            try (Link link = object.structOps("ebpf4j_plain").attach()) {
                assertTrue(isRegistered("ebpf4j_plain"), link.target()::toString);
            }
            assertFalse(isRegistered("ebpf4j_plain"));
        }
    }

    @Test
    void aStructureWithoutALinkIsRegisteredOnce(Kernel kernel) throws Exception {
        try (BpfObject object = BpfObject.load(TestObjects.read("congestion.bpf.o"), kernel)) {
            BpfStructOps structure = object.structOps("ebpf4j_plain");
            structure.attach().close();
            BusyException e =
                    assertThrows(BusyException.class, () -> structure.attach().close());
            assertTrue(e.getMessage().contains(".struct_ops.link"), e.getMessage());
        }
        assertFalse(isRegistered("ebpf4j_plain"));
    }

    @Test
    void aLinkThatOutlivesTheObjectStillTakesTheStructureAway(Kernel kernel) throws Exception {
        Link link;
        try (BpfObject object = BpfObject.load(TestObjects.read("congestion.bpf.o"), kernel)) {
            link = object.structOps("ebpf4j_plain").attach();
        }
        assertTrue(isRegistered("ebpf4j_plain"));
        link.close();
        assertFalse(isRegistered("ebpf4j_plain"));
        link.close();
    }

    @Test
    void membersCanBeSetBeforeLoading(Kernel kernel) throws Exception {
        ObjectSpec spec = TestObjects.read("congestion.bpf.o");
        StructOpsSpec structure = spec.structOps("ebpf4j_plain");
        structure
                .set("name", "ebpf4j_other".getBytes(StandardCharsets.US_ASCII))
                .function("release", null)
                .function("init", "start");
        spec.structOps("ebpf4j_never").autocreate(false);
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            object.attach();
            assertTrue(isRegistered("ebpf4j_other"));
            assertEquals(
                    Set.of("rejected", "orphan", "never"), object.failures().keySet());
        }
        structure.autocreate(false);
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            object.attach();
            assertEquals(1, object.programs().size());
            assertFalse(isRegistered("ebpf4j_other"));
        }
    }

    @Test
    void aNameThatIsTakenIsBusyAndNothingIsAttached(Kernel kernel) throws Exception {
        ObjectSpec spec = TestObjects.read("congestion.bpf.o");
        spec.structOps("ebpf4j_plain").set("name", "reno".getBytes(StandardCharsets.US_ASCII));
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            BusyException e = assertThrows(BusyException.class, object::attach);
            assertEquals(
                    "structure ebpf4j_plain (tcp_congestion_ops) can't be registered: another tcp_congestion_ops of the name that "
                            + "it gives is registered (EEXIST (17)); give it another name, or detach that first",
                    e.getMessage());
        }
    }

    @Test
    void aStructureThatLacksAFunctionIsFoundWanting(Kernel kernel) {
        ObjectSpec spec = TestObjects.read("congestion.bpf.o");
        spec.structOps("ebpf4j_plain").function("ssthresh", null);
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            SystemCallException e = assertThrows(SystemCallException.class, object::attach);
            assertTrue(e.getMessage().contains("all functions that a tcp_congestion_ops must have"), e.getMessage());
        }
    }

    @Test
    void aLinkKeepsAStructureRegisteredAgainAndAgain(Kernel kernel) throws Exception {
        ObjectSpec spec = TestObjects.read("congestion_link.bpf.o");
        if (!hasLinks(kernel)) {
            UnsupportedException e = assertThrows(
                    UnsupportedException.class,
                    () -> BpfObject.load(spec, kernel).close());
            assertTrue(e.getMessage().contains("Linux 6.4 or later"), e.getMessage());
            return;
        }
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            for (int i = 1; i <= 2; i++) {
                try (Link link = object.structOps("ebpf4j_first").attach()) {
                    assertTrue(isRegistered("ebpf4j_cc"), link.target()::toString);
                    connect("ebpf4j_cc");
                    assertEquals(2L * i * CONNECTIONS, TestObjects.number(object, spec, "started"));
                }
                assertFalse(isRegistered("ebpf4j_cc"));
            }
        }
    }

    @Test
    void anotherStructureTakesTheLinksPlace(Kernel kernel) throws Exception {
        ObjectSpec spec = TestObjects.read("congestion_link.bpf.o");
        spec.structOps("ebpf4j_first").optional();
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            if (!hasLinks(kernel)) {
                assertEquals(
                        Set.of(
                                "ebpf4j_first",
                                "ebpf4j_second",
                                "ssthresh",
                                "cong_avoid",
                                "undo_cwnd",
                                "start",
                                "take_over"),
                        object.failures().keySet());
                return;
            }
            try (Link link = object.structOps("ebpf4j_first").attach()) {
                assertThrows(
                        BusyException.class,
                        () -> object.structOps("ebpf4j_second").attach().close());
                object.structOps("ebpf4j_second").replace(link);
                connect("ebpf4j_cc");
                assertEquals(0, TestObjects.number(object, spec, "started"));
                assertEquals(2 * CONNECTIONS, TestObjects.number(object, spec, "taken_over"));
            }
            assertFalse(isRegistered("ebpf4j_cc"));
        }
    }

    @Test
    void aMemberThatTheKernelLacksMustBeZero(Kernel kernel) {
        ObjectSpec spec = TestObjects.read("congestion_link.bpf.o");
        spec.structOps("ebpf4j_first").autocreate(false);
        spec.structOps("ebpf4j_second").required().set("never_was", 1);
        RelocationException e = assertThrows(
                RelocationException.class, () -> BpfObject.load(spec, kernel).close());
        assertEquals(
                "congestion_link.bpf.o: structure ebpf4j_second is a tcp_congestion_ops with never_was, which this kernel's does not "
                        + "have; leave it 0 there",
                e.getMessage());
        spec.structOps("ebpf4j_second").set("never_was", 0).function("never_called", "start");
        assertThrows(
                RelocationException.class, () -> BpfObject.load(spec, kernel).close());
    }
}
