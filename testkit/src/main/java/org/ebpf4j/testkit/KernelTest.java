// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Marks tests that use the real kernel, by class or by method, beside {@code @Test} or {@code @ParameterizedTest}. What is stated for a class and
 * its methods adds up.
 *
 * <p>Where the host can't give what a test {@link #needs}, the test is skipped with the reason; with the system property
 * {@code ebpf.tests=require} it fails with the reason instead, so that a CI run can't go green by skipping.
 *
 * <p>After each test (and after a class's last), nothing may be left behind: no descriptor of a map, program, BTF, link, perf event or epoll, no
 * program or link that nobody holds, no pin below {@code /sys/fs/bpf}, no mapping of a map or perf event, no thread. The kernel frees
 * objects a little later than it is asked to, so the check waits up to 15 seconds; then it fails the test and names each thing. What other processes
 * do at the same time is not counted, except for pins, and for programs and links that no process holds.
 *
 * <p>A parameter of type {@link org.ebpf4j.kernel.Kernel} is given the real kernel. Tests with this annotation do not run at the same time as
 * each other. They have JUnit's tag {@code kernel}, by which they can be chosen or left out.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(KernelExtension.class)
@Tag("kernel")
@ResourceLock("org.ebpf4j.kernel")
public @interface KernelTest {
    /**
     * What the host must offer.
     *
     * @return all of these are needed
     */
    Need[] needs() default Need.BPF;
}
