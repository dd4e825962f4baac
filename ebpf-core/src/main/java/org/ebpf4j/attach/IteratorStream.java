// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.Memory;

/** What one run of an iterator writes. */
final class IteratorStream extends InputStream {
    /** The kernel's buffer of a sequence file holds 8 pages for iterators; more is never read at once. */
    private static final int SIZE = 32 << 10;

    /** How often in a row the kernel may ask for another try: it does where a run found many things but wrote nothing. */
    private static final int ATTEMPTS = 1_000_000;

    private final Kernel kernel;
    private final Memory memory;
    private final int fd;
    private int position;
    private int limit;
    private boolean closed;

    IteratorStream(Kernel kernel, int fd) {
        this.kernel = kernel;
        this.fd = fd;
        this.memory = kernel.allocate(SIZE);
    }

    @Override
    public synchronized int read() throws IOException {
        return fill() ? memory.bytes().get(position++) & 0xff : -1;
    }

    @Override
    public synchronized int read(byte[] to, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, to.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, limit - position);
        memory.bytes().get(position, to, offset, count);
        position += count;
        return count;
    }

    private boolean fill() throws IOException {
        if (closed) {
            throw new IOException("the iterator's stream is closed");
        }
        if (position < limit) {
            return true;
        }
        int result = -Errno.EAGAIN.number();
        for (int i = 0; i < ATTEMPTS && result == -Errno.EAGAIN.number(); i++) {
            result = kernel.read(fd, memory, SIZE);
        }
        if (result < 0) {
            throw new IOException("the iterator can't be read: " + Errno.describe(result));
        }
        position = 0;
        limit = result;
        return result > 0;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            kernel.close(fd);
        }
    }
}
