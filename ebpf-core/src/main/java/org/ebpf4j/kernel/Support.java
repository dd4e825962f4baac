// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

/** What trying a feature has shown. */
public enum Support {
    /** The kernel has it, and we may use it. */
    SUPPORTED,
    /** The kernel does not have it. */
    UNSUPPORTED,
    /** The kernel, or what guards it, does not let us find out: a capability is missing, or a security policy is in the way. */
    REFUSED
}
