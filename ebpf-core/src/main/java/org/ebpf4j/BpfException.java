// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Anything that keeps an eBPF object from being read, fitted, loaded, attached or used. The message is one sentence that names the object,
 * program or map, what was tried and what to do about it.
 *
 * <p>The family is closed: a {@code switch} over its members is complete. Its members are the only classes of the root package that the
 * packages below it may use. Use of something already closed is an {@link IllegalStateException} instead, for that is a mistake in the
 * calling code.
 */
public abstract sealed class BpfException extends RuntimeException
        permits BusyException,
                MalformedObjectException,
                NotFoundException,
                PermissionException,
                RelocationException,
                SystemCallException,
                UnsupportedException,
                VerifierException {
    private static final long serialVersionUID = 1L;

    /** The positive error number, 0 for none. */
    private final int errno;

    BpfException(String message, int errno, @Nullable Throwable cause) {
        // Only names in damaged files have control characters; a line feed would make two lines of one sentence.
        super(message.replaceAll("\\p{Cntrl}", "?"), cause);
        this.errno = errno;
    }

    /**
     * What was tried, what was wrong and what to do about it.
     *
     * @return one sentence
     */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /**
     * The error number that the kernel answered.
     *
     * @return a positive number of {@code include/uapi/asm-generic/errno.h}, or 0 where no system call was made
     */
    public final int errno() {
        return errno;
    }
}
