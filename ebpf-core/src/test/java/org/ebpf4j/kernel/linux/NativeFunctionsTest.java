// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel.linux;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;

class NativeFunctionsTest {
    /** What jnr-ffi's stub passes as the sixth of six on x86-64 is a return address. */
    @Test
    void noneTakesExactlySixArguments() {
        Method[] functions = CLibrary.Functions.class.getMethods();
        assertTrue(functions.length > 0);
        for (Method function : functions) {
            assertNotEquals(6, function.getParameterCount(), function::toString);
        }
    }

    /** Anything else makes jnr-ffi convert and allocate. */
    @Test
    void allTakeAndGivePrimitives() {
        for (Method function : CLibrary.Functions.class.getMethods()) {
            assertTrue(function.getReturnType().isPrimitive(), function::toString);
            for (Class<?> parameter : function.getParameterTypes()) {
                assertTrue(parameter.isPrimitive(), function::toString);
            }
        }
    }
}
