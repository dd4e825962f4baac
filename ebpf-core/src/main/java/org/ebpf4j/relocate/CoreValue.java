// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

/**
 * What a CO-RE relocation comes to on one kernel.
 *
 * @param kind what was asked
 * @param subject what it was asked about, such as {@code struct request___x.q}
 * @param originalValue the value in the object as it was compiled
 * @param newValue the value on the target; 0 if poisoned
 * @param originalSize bytes of the field as compiled, 0 where size does not matter
 * @param newSize bytes of the field on the target, 0 where size does not matter
 * @param checked whether the instruction must hold the original value before it is changed
 * @param poisoned whether the target lacks it, so that the instruction must never run
 * @param resizable whether a load or store may be made wider or narrower where the sizes differ
 */
public record CoreValue(
        CoreKind kind,
        String subject,
        long originalValue,
        long newValue,
        long originalSize,
        long newSize,
        boolean checked,
        boolean poisoned,
        boolean resizable) {
    /**
     * What was asked, in words for a message.
     *
     * @return such as {@code struct request___x.q (field byte offset)}
     */
    public String description() {
        return subject + " (" + kind + ")";
    }
}
