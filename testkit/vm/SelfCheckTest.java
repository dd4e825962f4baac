// SPDX-License-Identifier: Apache-2.0
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

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
    void fails(Kernel kernel) {
        fail("deliberately");
    }
}
