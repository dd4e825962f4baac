// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

/** An object can't be fitted to this kernel: what it reads is not there, is ambiguous, or does not fit the instruction. */
public final class RelocationException extends BpfException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message one sentence that names the thing and the fix
     */
    public RelocationException(String message) {
        super(message, 0, null);
    }
}
