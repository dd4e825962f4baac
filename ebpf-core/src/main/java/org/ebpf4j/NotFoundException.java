// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import org.jspecify.annotations.Nullable;

/** Something named does not exist: a file, a map or program in an object, a symbol, a tracepoint. */
public final class NotFoundException extends BpfException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message one sentence that names the thing and the fix
     */
    public NotFoundException(String message) {
        super(message, 0, null);
    }

    /**
     * Makes the exception.
     *
     * @param message one sentence that names the thing and the fix
     * @param cause what the read of a file answered, or null
     */
    public NotFoundException(String message, @Nullable Throwable cause) {
        super(message, 0, cause);
    }
}
