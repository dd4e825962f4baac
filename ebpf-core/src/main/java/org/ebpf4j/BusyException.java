// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

/** The target is taken: another program is attached where only one can be, or a pin of that name is in use. */
public final class BusyException extends BpfException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message one sentence that names the thing and the fix
     * @param errno the positive error number that the kernel answered, 0 for none
     */
    public BusyException(String message, int errno) {
        super(message, errno, null);
    }
}
