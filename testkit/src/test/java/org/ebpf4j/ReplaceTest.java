// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ebpf4j.attach.Link;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.ProgramLoad;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Functions of programs that are replaced and traced by other programs. */
@KernelTest(needs = {Need.BPF, Need.BTF})
class ReplaceTest {
    private static final int RUNS = 123;

    private final ObjectSpec below = TestObjects.read("replaced.bpf.o");
    private final ObjectSpec above = TestObjects.read("replacing.bpf.o");

    private static void run(BpfProgram program) {
        for (int i = 0; i < RUNS; i++) {
            program.run();
        }
    }

    private void only(String program) {
        above.programs().forEach(each -> each.autoload(each.name().equals(program)));
    }

    /** Null where the kernel refuses such programs, as it says for ours, too. */
    private @Nullable BpfObject load(Kernel kernel, Map<String, BpfProgram> targets) {
        ObjectLoader loader = new ObjectLoader(kernel);
        if (Trampolines.areRefused(kernel)) {
            PermissionException e = assertThrows(
                    PermissionException.class,
                    () -> loader.loadOnto(above, targets).close());
            assertTrue(e.getMessage().startsWith("replacing.bpf.o: program "), e.getMessage());
            assertTrue(e.getMessage().contains("can't be loaded: the kernel refused with EPERM (1)"), e.getMessage());
            return null;
        }
        return loader.loadOnto(above, targets);
    }

    @Test
    void aFunctionIsReplacedUntilTheLinkIsClosed(Kernel kernel) {
        only("replacement");
        try (BpfObject target = BpfObject.load(below, kernel);
                BpfObject object = load(kernel, Map.of("replacement", target.program("decide")))) {
            if (object == null) {
                return;
            }
            run(target.program("decide"));
            assertEquals(RUNS, TestObjects.number(target, below, "verdicts"));
            try (Link link = object.program("replacement").attach()) {
                run(target.program("decide"));
                run(target.program("decide_too"));
                assertEquals("freplace/verdict", link.target().toString());
            }
            run(target.program("decide"));
            assertEquals(RUNS, TestObjects.number(object, above, "replaced"));
            assertEquals(RUNS * (1 + 0 + 1 + 1), TestObjects.number(target, below, "verdicts"));
            // The kernel has forgotten what it was loaded for.
            BpfProgram replacement = object.program("replacement");
            BpfException e = assertThrows(BpfException.class, object::attach);
            assertTrue(e.getMessage().contains("name the program again"), e.getMessage());
            try (Link again = replacement.attach(target.program("decide"), "verdict")) {
                run(target.program("decide"));
                assertEquals(
                        "freplace/verdict of program decide", again.target().toString());
            }
            assertEquals(2 * RUNS, TestObjects.number(object, above, "replaced"));
        }
    }

    @Test
    void aReplacementServesFurtherPrograms(Kernel kernel) {
        only("replacement");
        try (BpfObject target = BpfObject.load(below, kernel);
                BpfObject object = load(kernel, Map.of("replacement", target.program("decide")))) {
            if (object == null) {
                return;
            }
            BpfProgram other = target.program("decide_too");
            try (Link link = object.program("replacement").attach(other, "verdict")) {
                run(other);
                assertEquals(
                        "freplace/verdict of program decide_too", link.target().toString());
            }
            run(other);
            assertEquals(RUNS, TestObjects.number(object, above, "replaced"));
            assertThrows(
                    NotFoundException.class,
                    () -> object.program("replacement").attach(other, "never").close());
        }
    }

    @Test
    void aFunctionOfAProgramIsTraced(Kernel kernel) {
        above.program("replacement").autoload(false);
        try (BpfObject target = BpfObject.load(below, kernel);
                BpfObject object = load(
                        kernel,
                        Map.of(
                                "on_entry", target.program("decide"),
                                "on_exit", target.program("decide")))) {
            if (object == null) {
                return;
            }
            object.attach();
            run(target.program("decide"));
            run(target.program("decide_too"));
            assertEquals(RUNS, TestObjects.number(object, above, "entered"));
            assertEquals(RUNS, TestObjects.number(object, above, "returned"));
        }
    }

    @Test
    void whatIsWrongWithATargetIsASentence(Kernel kernel) {
        only("replacement");
        NotFoundException none = assertThrows(
                NotFoundException.class, () -> BpfObject.load(above, kernel).close());
        assertTrue(
                none.getMessage()
                        .startsWith("replacing.bpf.o: program replacement is for a function of another program"),
                none::getMessage);
        assertTrue(none.getMessage().contains("Map.of(\"replacement\", PROGRAM)"), none::getMessage);
        try (BpfObject target = BpfObject.load(below, kernel)) {
            ObjectLoader loader = new ObjectLoader(kernel);
            BpfProgram decide = target.program("decide");
            above.program("replacement").target("never");
            NotFoundException missing = assertThrows(
                    NotFoundException.class,
                    () -> loader.loadOnto(above, Map.of("replacement", decide)).close());
            assertTrue(
                    missing.getMessage().contains("the function never, which the program given for it does not have"),
                    missing::getMessage);
            assertThrows(
                    NotFoundException.class,
                    () -> loader.loadOnto(above, Map.of("never", decide)).close());
            assertThrows(
                    UnsupportedException.class,
                    () -> loader.loadOnto(below, Map.of("decide", decide)).close());
        }
    }

    /** What the kernel is asked for is the same whether it refuses or not. */
    @Test
    void theKernelIsToldTheOtherProgramAndItsFunction(Kernel kernel) {
        List<ProgramLoad> asked = new ArrayList<>();
        Kernel watched = (Kernel) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Kernel.class}, (proxy, method, arguments) -> {
                    if (arguments != null && arguments[0] instanceof ProgramLoad load) {
                        asked.add(load);
                        return -Errno.EINVAL.number();
                    }
                    try {
                        return method.invoke(kernel, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        try (BpfObject target = BpfObject.load(below, kernel)) {
            BpfProgram decide = target.program("decide");
            above.programs().forEach(program -> {
                only(program.name());
                asked.clear();
                assertThrows(
                        BpfException.class,
                        () -> new ObjectLoader(watched)
                                .loadOnto(above, Map.of(program.name(), decide))
                                .close());
                ProgramLoad request = asked.get(0);
                assertEquals(decide.descriptor(), request.attachFd());
                Btf types = Objects.requireNonNull(below.btf());
                assertEquals(types.find("verdict", BtfKind.FUNC), request.attachBtfId());
                assertEquals(program.type().number(), request.type());
                assertEquals(program.expectedAttachType(), request.expectedAttachType());
            });
        }
    }
}
