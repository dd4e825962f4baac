// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.ebpf4j.BpfObject;
import org.ebpf4j.BpfProgram;
import org.ebpf4j.attach.AttachTarget;
import org.ebpf4j.attach.BpfIterator;
import org.ebpf4j.attach.Link;

/** An iterator of an object, which fills its maps each time that they are about to be read. Used by one thread at a time. */
final class Walk implements Reader, AutoCloseable {
    private final Link link;
    private final ReadFailures failures;
    private double seconds;

    private Walk(String program, Link link, Tally tally) {
        this.link = link;
        this.failures = new ReadFailures(
                "Iterator " + program + " can't be run, the maps that it fills stay as they are", tally);
    }

    /**
     * Those of an object that has been attached, each of them walked for the first time.
     *
     * @throws org.ebpf4j.BpfException where one can't be attached
     */
    static List<Walk> open(BpfObject object, Tally tally) {
        List<Walk> walks = new ArrayList<>();
        try {
            for (BpfProgram program : object.programs()) {
                if (!object.failures().containsKey(program.name()) && iterates(program)) {
                    walks.add(new Walk(program.name(), program.attach(), tally));
                }
            }
        } catch (RuntimeException | Error e) {
            walks.forEach(Walk::close);
            throw e;
        }
        walks.forEach(Walk::refresh);
        return walks;
    }

    private static boolean iterates(BpfProgram program) {
        return AttachTarget.named(program.spec()) && AttachTarget.of(program.spec()) instanceof BpfIterator;
    }

    /** How long the last walk took that did not fail. */
    double seconds() {
        return seconds;
    }

    /** Lets the program see everything that it walks over; what it writes is nobody's. */
    @Override
    public void refresh() {
        long begun = System.nanoTime();
        try (InputStream written = link.read()) {
            written.transferTo(OutputStream.nullOutputStream());
            seconds = (System.nanoTime() - begun) * 1e-9;
            failures.end();
        } catch (IOException | RuntimeException e) {
            failures.add(e);
        }
    }

    @Override
    public void close() {
        link.close();
    }
}
