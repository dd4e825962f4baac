// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;
/** placeholder. */
public enum Errno {
    /** x. */
    ENOENT(2);
    private final int number;

    Errno(int n) {
        number = n;
    }
    /** x. @return y */
    public int number() {
        return number;
    }
}
