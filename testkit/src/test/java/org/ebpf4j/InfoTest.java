// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ebpf4j.attach.Link;
import org.ebpf4j.attach.Netfilter;
import org.ebpf4j.attach.NetworkNamespace;
import org.ebpf4j.attach.PerfSampling;
import org.ebpf4j.attach.Tcx;
import org.ebpf4j.attach.Uprobe;
import org.ebpf4j.attach.Xdp;
import org.ebpf4j.kernel.BtfInfo;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.LinkInfo;
import org.ebpf4j.kernel.LinkTarget;
import org.ebpf4j.kernel.LinkType;
import org.ebpf4j.kernel.MapInfo;
import org.ebpf4j.kernel.ObjectKind;
import org.ebpf4j.kernel.ProgramInfo;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.spec.AttachType;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.ebpf4j.testkit.PrivateNetwork;
import org.junit.jupiter.api.Test;

/** What the kernel tells of objects, compared with what was asked of it and with what bpftool shows. */
@KernelTest
class InfoTest {
    private static String field(String json, String name) {
        Matcher matcher =
                Pattern.compile("\"" + name + "\":\"?(\\[[^\\]]*]|[^\",}\\]]*)").matcher(json);
        assertTrue(matcher.find(), () -> name + " is not in " + json);
        return matcher.group(1);
    }

    @Test
    @KernelTest(needs = Need.BPFTOOL)
    void ofAProgramIsWhatBpftoolShows(Kernel kernel) throws Exception {
        try (BpfObject object = BpfObject.load(TestObjects.read("globals.bpf.o"), kernel)) {
            ProgramInfo info = object.program("count_call").info();
            String json = String.join("", Bpftool.run("-j", "prog", "show", "id", Integer.toString(info.id())));
            assertEquals(field(json, "name"), info.name());
            assertEquals("raw_tracepoint", field(json, "type"));
            assertEquals(object.program("count_call").spec().type().number(), info.type());
            assertEquals(field(json, "tag"), info.tag());
            assertEquals(field(json, "bytes_xlated"), Integer.toString(info.instructionsSize()));
            assertEquals(field(json, "bytes_jited"), Integer.toString(info.machineCodeSize()));
            assertEquals(field(json, "uid"), Integer.toString(info.userId()));
            assertEquals(field(json, "btf_id"), Integer.toString(info.btfId()));
            assertEquals(field(json, "map_ids"), info.mapIds().toString().replace(" ", ""));
            Set<Integer> maps = new TreeSet<>();
            object.maps().forEach(map -> maps.add(map.info().id()));
            assertTrue(maps.containsAll(info.mapIds()) && !info.mapIds().isEmpty(), info::toString);
            // Loaded after the machine was started, and before now.
            long now = (long) (1e9
                    * Double.parseDouble(
                            Files.readString(Path.of("/proc/uptime")).split(" ", -1)[0]));
            assertTrue(info.loadTime() > 0 && info.loadTime() < now + 1_000_000_000L, info::toString);
        }
    }

    @Test
    void ofMapsIsWhatTheyWereCreatedAs(Kernel kernel) {
        for (String name : List.of("maps.bpf.o", "globals.bpf.o")) {
            ObjectSpec spec = TestObjects.read(name);
            try (BpfObject object = BpfObject.load(spec, kernel)) {
                for (BpfMap map : object.maps()) {
                    MapInfo info = map.info();
                    assertTrue(info.id() > 0);
                    assertEquals(map.type().number(), info.type());
                    assertEquals(map.keySize(), info.keySize());
                    assertEquals(map.valueSize(), info.valueSize());
                    assertEquals(map.maxEntries(), info.maxEntries());
                    assertEquals(spec.map(map.name()).flags(), info.flags());
                    assertEquals(map.keyTypeId(), info.keyTypeId());
                    assertEquals(map.valueTypeId(), info.valueTypeId());
                    assertTrue(info.btfId() > 0);
                    assertEquals(map.name().equals(".rodata"), info.frozen(), map.name());
                    assertTrue(map.name().startsWith(".") || info.name().equals(map.name()), info::name);
                }
            }
        }
    }

    @Test
    @KernelTest(needs = Need.BTF)
    void ofTheKernelsTypesSaysThatTheyAreTheKernels(Kernel kernel) throws Exception {
        int first = kernel.nextId(ObjectKind.BTF, 0);
        assumeFalse(first == -Errno.ENOENT.number(), "kernels before 5.11 give their own types no number");
        int fd = kernel.openById(ObjectKind.BTF, first);
        try {
            BtfInfo info = BtfInfo.of(kernel, fd);
            assertEquals("vmlinux", info.name());
            assertTrue(info.ofKernel());
            assertEquals(Files.size(Path.of("/sys/kernel/btf/vmlinux")), info.size());
        } finally {
            kernel.close(fd);
        }
    }

    @Test
    void ofWhatIsNoObjectIsASentence(Kernel kernel) {
        int fd = kernel.open("/proc/version");
        try {
            BpfException e = assertThrows(SystemCallException.class, () -> ProgramInfo.of(kernel, fd));
            assertTrue(e.getMessage().contains("descriptor " + fd), e.getMessage());
        } finally {
            kernel.close(fd);
        }
    }

    private static LinkInfo only(BpfProgram program, Link link) {
        assertEquals(1, link.info().size(), link.target()::toString);
        LinkInfo info = link.info().get(0);
        assertEquals(program.info().id(), info.programId());
        assertTrue(info.id() > 0, info::toString);
        return info;
    }

    @Test
    void ofARawTracepointsLinkNamesIt(Kernel kernel) {
        Link gone;
        try (BpfObject object = BpfObject.load(TestObjects.read("rawtp.bpf.o"), kernel)) {
            BpfProgram program = object.program("on_sys_enter");
            try (Link link = program.attach()) {
                LinkInfo info = only(program, link);
                assertEquals(LinkType.RAW_TRACEPOINT, info.type());
                assertEquals(new LinkTarget.RawTracepoint("sys_enter", 0), info.target());
                gone = link;
            }
        }
        assertThrows(IllegalStateException.class, gone::info);
    }

    @Test
    @KernelTest(needs = Need.NET_ADMIN)
    void ofNetworkLinksNamesInterfaceHookAndNamespace(Kernel kernel) throws Exception {
        try (PrivateNetwork network = new PrivateNetwork();
                BpfObject object = BpfObject.load(TestObjects.read("network.bpf.o"), kernel)) {
            network.run(() -> {
                BpfProgram xdp = object.program("on_receive");
                try (Link link = xdp.attach(Xdp.on("lo"))) {
                    assertEquals(new LinkTarget.Xdp(1), only(xdp, link).target());
                }
                BpfProgram lookup = object.program("on_lookup");
                try (Link link = lookup.attach(NetworkNamespace.own(AttachType.SK_LOOKUP))) {
                    long inode = (long) Files.getAttribute(Path.of("/proc/thread-self/ns/net"), "unix:ino");
                    assertEquals(
                            new LinkTarget.NetworkNamespace(inode, AttachType.SK_LOOKUP.number()),
                            only(lookup, link).target());
                }
                return true;
            });
        }
    }

    @Test
    @KernelTest(needs = {Need.NET_ADMIN, Need.TCX, Need.NETFILTER})
    void ofNewerNetworkLinksNamesWhereTheyAre(Kernel kernel) throws Exception {
        try (PrivateNetwork network = new PrivateNetwork();
                BpfObject object = BpfObject.load(TestObjects.read("network.bpf.o"), kernel)) {
            network.run(() -> {
                BpfProgram tcx = object.program("on_egress");
                try (Link link = tcx.attach(Tcx.egress("lo"))) {
                    assertEquals(
                            new LinkTarget.Interface(1, AttachType.TCX_EGRESS.number()),
                            only(tcx, link).target());
                }
                BpfProgram hook = object.program("on_hook");
                try (Link link =
                        hook.attach(new Netfilter(Netfilter.Family.IPV4, Netfilter.Hook.LOCAL_OUT, -7, false))) {
                    assertEquals(
                            new LinkTarget.Netfilter(2, 3, -7, 0),
                            only(hook, link).target());
                }
                return true;
            });
        }
    }

    @Test
    @KernelTest(needs = {Need.BTF, Need.TRACING})
    void ofIteratorsNamesWhatTheyWalk(Kernel kernel) {
        ObjectSpec spec = TestObjects.read("iterators.bpf.o");
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            BpfProgram program = object.program("write_threads");
            try (Link link = program.attach()) {
                LinkInfo info = only(program, link);
                assertEquals(LinkType.ITER, info.type());
                LinkTarget.Iterator target = assertInstanceOf(LinkTarget.Iterator.class, info.target());
                assumeFalse(target.name().isEmpty(), "kernels before 5.12 do not tell");
                assertEquals(new LinkTarget.Iterator("task", 0), target);
            }
        }
    }

    @Test
    @KernelTest(needs = Need.UPROBE)
    void ofAUprobesLinkNamesFileAndOffset(Kernel kernel) throws Exception {
        ObjectSpec spec = TestObjects.read("probes.bpf.o");
        spec.program("on_demand").optional();
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            BpfProgram program = object.program("on_entry");
            try (Link link = program.attach(Uprobe.at("libc.so.6", "getpgid"))) {
                assumeFalse(link.info().isEmpty(), "kernels before 5.15 attach perf events without links");
                LinkInfo info = only(program, link);
                assertEquals(LinkType.PERF_EVENT, info.type());
                assumeFalse(info.target() instanceof LinkTarget.Untold, "kernels before 6.6 do not tell");
                LinkTarget.Uprobe uprobe = assertInstanceOf(LinkTarget.Uprobe.class, info.target());
                assertTrue(uprobe.path().endsWith("libc.so.6"), uprobe::toString);
                assertEquals(Tools.symbolOffset(uprobe.path(), "getpgid"), uprobe.offset());
                assertFalse(uprobe.onReturn());
            }
        }
    }

    @Test
    @KernelTest(needs = Need.PERF_EVENT)
    void ofAttachmentsToSeveralCpusIsOneForEach(Kernel kernel) {
        ObjectSpec spec = TestObjects.read("probes.bpf.o");
        spec.program("on_demand").optional();
        try (BpfObject object = BpfObject.load(spec, kernel);
                Link link = object.program("on_sample").attach(PerfSampling.every("page-faults", 1_000_000))) {
            List<LinkInfo> infos = link.info();
            assumeFalse(infos.isEmpty(), "kernels before 5.15 attach perf events without links");
            assertEquals(Runtime.getRuntime().availableProcessors(), infos.size());
            assumeFalse(infos.get(0).target() instanceof LinkTarget.Untold, "kernels before 6.6 do not tell");
            assertEquals(new LinkTarget.PerfEvent(1, 2, 0), infos.get(0).target());
        }
    }
}
