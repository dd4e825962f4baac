// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.nio.ByteBuffer;
import org.ebpf4j.BpfException;
import org.ebpf4j.BusyException;
import org.ebpf4j.SystemCallException;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.kernel.Capability;
import org.ebpf4j.kernel.Descriptor;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.LinkCreate;
import org.ebpf4j.kernel.LinkDetails;
import org.ebpf4j.kernel.MapCall;

/**
 * A place among the kernel's structures of one type, such as its congestion controls: where a structure of functions is registered (since 5.6;
 * by a link since 6.4). Takes CAP_BPF and CAP_PERFMON.
 *
 * @param name the structure's name
 * @param type what the kernel calls such a structure, such as {@code tcp_congestion_ops}
 */
public record StructOps(String name, String type) implements AttachTarget {
    private static final int BPF_STRUCT_OPS = 44;

    /**
     * Refuses: a program runs here as a function of its structure.
     *
     * @throws UnsupportedException always
     */
    @Override
    public Link attach(Kernel kernel, String program, int programFd) {
        throw new UnsupportedException(
                "program " + program + " is a function of a structure; attach " + this + " instead", 0);
    }

    /**
     * Registers a structure. Closing the link takes it away; who uses it by then keeps it until done.
     *
     * @param kernel where its map is
     * @param map the map, which a structure that is registered without a link keeps open until the link is closed
     * @param value the map's value with the descriptors of the programs in it, from 0 to the limit
     * @param linked whether the map was created to be registered by a link
     * @return the link, to be closed by the caller
     * @throws BusyException where another structure of that name is registered
     * @throws BpfException of the kind that fits, where it can't be registered for another reason
     */
    public Link register(Kernel kernel, Descriptor map, ByteBuffer value, boolean linked) {
        int fd = map.begin();
        boolean kept = false;
        try {
            fill(kernel, fd, value, linked);
            if (!linked) {
                kept = true;
                return Link.of(kernel, this, () -> {
                    kernel.mapDelete(fd, new MapCall(kernel, Integer.BYTES, value.limit()));
                    map.end();
                });
            }
            int link = kernel.linkCreate(new LinkCreate(fd, 0, BPF_STRUCT_OPS, 0, new LinkDetails.None()));
            if (link < 0) {
                throw refused(kernel, link, linked);
            }
            return new Link(kernel, this, link);
        } finally {
            if (!kept) {
                map.end();
            }
        }
    }

    /**
     * Puts a structure in the place of one that is registered by a link (since 6.4), at once and with the link staying what it is.
     *
     * @param kernel where both are
     * @param link what {@link #register} gave for the other, or its pin opened again
     * @param map the map of the structure that comes, created to be registered by a link
     * @param value the map's value with the descriptors of the programs in it, from 0 to the limit
     * @throws IllegalStateException where the link is no structure's, or is closed
     * @throws UnsupportedException where the kernel can't replace structures of this type
     * @throws BpfException of the kind that fits, where it can't be done for another reason
     */
    public void replace(Kernel kernel, Link link, Descriptor map, ByteBuffer value) {
        if (!(link.target() instanceof StructOps || link.target() instanceof PinnedLink)) {
            throw new IllegalStateException(link.target() + " is no structure of functions");
        }
        int fd = map.begin();
        try {
            fill(kernel, fd, value, true);
            int result = link.update(fd);
            if (result < 0) {
                throw refused(kernel, result, true);
            }
        } finally {
            map.end();
        }
    }

    /** A map that is registered by links is filled once, and may be registered again and again. */
    private void fill(Kernel kernel, int fd, ByteBuffer value, boolean linked) {
        MapCall call = new MapCall(kernel, Integer.BYTES, value.limit());
        call.key().bytes().putInt(0, 0);
        call.value().bytes().put(0, value, 0, value.limit());
        int result = kernel.mapUpdate(fd, call, 0);
        if (result < 0 && !(linked && result == -Errno.EBUSY.number())) {
            throw refused(kernel, result, linked);
        }
    }

    private BpfException refused(Kernel kernel, int result, boolean linked) {
        String what = this + " can't be registered";
        if (result == -Errno.EEXIST.number()) {
            return new BusyException(
                    what + ": another " + type + " of the name that it gives is registered (EEXIST (17)); "
                            + "give it another name, or detach that first",
                    -result);
        }
        if (result == -Errno.EBUSY.number() && !linked) {
            return new BusyException(
                    what + ": it was registered before (EBUSY (16)), and without a link that can be done once; "
                            + "load the object again, or put it into SEC(\".struct_ops.link\")",
                    -result);
        }
        if (result == -Errno.EINVAL.number()) {
            return new SystemCallException(
                    what + ": the kernel finds it wanting (EINVAL (22)); look whether it has all functions that a "
                            + type + " must have, and a name",
                    -result);
        }
        return AttachFailure.of(kernel, what, result, Capability.CAP_BPF, Capability.CAP_PERFMON);
    }

    @Override
    public String toString() {
        return "structure " + name + " (" + type + ")";
    }
}
