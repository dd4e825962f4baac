// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel.linux;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A test that needs root on Linux. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Test
@ExtendWith(KernelTest.Root.class)
@interface KernelTest {
    /** Skips where there is no root. */
    final class Root implements BeforeEachCallback {
        @Override
        public void beforeEach(ExtensionContext context) {
            Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        }
    }
}
