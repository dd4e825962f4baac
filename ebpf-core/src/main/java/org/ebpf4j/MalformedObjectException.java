// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

/** The bytes are not what they should be: not ELF, cut short, or with an offset, size or type that points outside the file. */
public final class MalformedObjectException extends BpfException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message one sentence that names the thing and the fix
     */
    public MalformedObjectException(String message) {
        super(message, 0, null);
    }
}
