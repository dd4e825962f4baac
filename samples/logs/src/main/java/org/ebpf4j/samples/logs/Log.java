// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.samples.logs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.ebpf4j.BpfObject;
import org.ebpf4j.attach.Link;
import org.ebpf4j.map.RingBuffer;
import org.ebpf4j.spec.ObjectSpec;

/**
 * Programs in the kernel and the buffer that they send their records by. To be used by one thread; to be closed.
 *
 * @param object the programs
 * @param links what attaches those that the object does not attach itself
 * @param records the buffer
 */
record Log(BpfObject object, List<Link> links, RingBuffer records) implements AutoCloseable {
    /** The object beside this class. */
    static ObjectSpec read(String name) {
        try (InputStream in = Log.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("it is not in the jar");
            }
            return ObjectSpec.read(name, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(name + " can't be read", e);
        }
    }

    /** Waits for records, and logs those that there are. */
    int poll(Duration timeout) {
        return records.poll(timeout);
    }

    /** How many records found the buffer full. */
    long lost() {
        return object.variable("lost").getLong();
    }

    @Override
    public void close() {
        links.forEach(Link::close);
        records.close();
        object.close();
    }
}
