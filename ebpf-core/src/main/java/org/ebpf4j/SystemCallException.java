// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

/** A system call failed in a way that has no kind of its own; the message names the call's purpose and the error number. */
public final class SystemCallException extends BpfException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message one sentence that names the thing and the fix
     * @param errno the positive error number that the kernel answered, 0 for none
     */
    public SystemCallException(String message, int errno) {
        super(message, errno, null);
    }
}
