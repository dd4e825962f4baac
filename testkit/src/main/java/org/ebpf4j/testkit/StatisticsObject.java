// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.util.List;
import org.ebpf4j.kernel.ObjectKind;
import org.jspecify.annotations.Nullable;

/** Runs are counted while it is open. */
final class StatisticsObject extends KernelObject {
    private final Runnable whenEnded;

    StatisticsObject(Runnable whenEnded) {
        super(List.of());
        this.whenEnded = whenEnded;
    }

    @Override
    @Nullable
    ObjectKind kind() {
        return null;
    }

    @Override
    String describe() {
        return "run statistics";
    }

    @Override
    void ended() {
        whenEnded.run();
    }
}
