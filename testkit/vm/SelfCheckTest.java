// SPDX-License-Identifier: Apache-2.0
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.testkit.KernelTest;
import org.junit.jupiter.api.Test;

/** What {@code run --self-check} runs in a guest instead of the tests. */
@KernelTest
class SelfCheckTest {
    @Test
    void passes(Kernel kernel) {
        assertTrue(Files.exists(Path.of("/application")), "this is no guest");
    }

    @Test
    void behavesAsTheHostSays(Kernel kernel) throws Exception {
        String behaviour = Files.readString(Path.of("/proc/cmdline")).strip().replaceAll(".*vm\\.behaviour=", "");
        switch (behaviour) {
            case "passes" -> {}
            case "fails" -> fail("deliberately");
            case "skips" -> abort("ARENA is needed: this is a check of the check");
            case "halts" -> Runtime.getRuntime().halt(0);
            case "panics" -> Files.writeString(Path.of("/proc/sysrq-trigger"), "c");
            case "hangs" -> Thread.sleep(Long.MAX_VALUE);
            default -> throw new IllegalArgumentException(behaviour);
        }
    }
}
