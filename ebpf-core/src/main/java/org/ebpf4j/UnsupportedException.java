// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

/** This machine can't do it: the operating system, the architecture or the kernel lacks the feature that the message names. */
public final class UnsupportedException extends BpfException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message one sentence that names the thing and the fix
     * @param errno the positive error number that the kernel answered, 0 for none
     */
    public UnsupportedException(String message, int errno) {
        super(message, errno, null);
    }
}
