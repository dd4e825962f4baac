// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

/**
 * Something that an instruction needs and the kernel at hand does not have, or has in another form.
 *
 * @param what such as {@code struct cfs_rq.nr_running (field byte offset)}
 * @param lack what is wrong with it, such as {@code which this kernel does not have}
 * @param source the place in the source, such as {@code runqlen.bpf.c:41}; empty where the object does not say
 * @param fix what the program's author can do about it
 */
public record Missing(String what, String lack, String source, String fix) {
    private static final String ABSENT = "which this kernel does not have";

    /** Something that is not there, which a program can find out in time by asking {@code guard}. */
    static Missing absent(String what, String source, String guard) {
        return new Missing(what, ABSENT, source, "guard it with " + guard);
    }

    /** What a relocation that could not be applied needs. */
    static Missing of(CoreValue value, String source) {
        if (value.poisoned()) {
            return absent(value.description(), source, value.kind().guard());
        }
        return new Missing(
                value.description(),
                "which has " + value.newSize() + " bytes on this kernel and " + value.originalSize()
                        + " in the object, and is not a pointer or an unsigned number on both",
                source,
                "read it with bpf_core_read and bpf_core_field_size");
    }

    /**
     * What is wrong and what can be done.
     *
     * @return half a sentence that begins with what is needed
     */
    @Override
    public String toString() {
        return what + ", " + lack + (source.isEmpty() ? "" : " (" + source + ")") + "; " + fix;
    }
}
