// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.util.Set;

/**
 * One kind of thing that a test may leave behind. What is there after the test and was not before is a leak.
 *
 * @param <T> one such thing, with an {@code equals} that tells it from others
 */
interface LeakSource<T> {
    /** Everything that is there now. */
    Set<T> present();

    /** Those of the things which have appeared that may be ours. */
    default Set<T> ours(Set<T> appeared) {
        return appeared;
    }

    /** What to call it in the failure of the test. */
    String describe(T thing);
}
