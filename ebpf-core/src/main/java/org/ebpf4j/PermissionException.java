// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

/** The kernel refused for want of a privilege; the message names the capability, or the layer that refused. */
public final class PermissionException extends BpfException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message one sentence that names the thing and the fix
     * @param errno the positive error number that the kernel answered, 0 for none
     */
    public PermissionException(String message, int errno) {
        super(message, errno, null);
    }
}
