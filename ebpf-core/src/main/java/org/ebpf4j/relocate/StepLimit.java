// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import org.ebpf4j.RelocationException;

/**
 * Bounds the work of one relocation. Types may hold each other in circles and twice each, so that a depth limit alone would allow for more
 * steps than a lifetime has.
 */
final class StepLimit {
    /** The widest struct of a kernel has some hundred members, and few levels of it are ever compared. */
    private static final int STEPS = 1_000_000;

    /** The depth at which libbpf gives up comparing types. */
    static final int DEEPEST = 32;

    private final String subject;
    private int left = STEPS;

    StepLimit(String subject) {
        this.subject = subject;
    }

    void spend(int steps) {
        left -= steps + 1;
        if (left < 0) {
            throw tooComplex();
        }
    }

    void checkDepth(int depth) {
        spend(0);
        if (depth > DEEPEST) {
            throw tooComplex();
        }
    }

    private RelocationException tooComplex() {
        return new RelocationException(subject
                + " can't be compared with the target's type, for they are nested too deep; use a plainer type");
    }
}
