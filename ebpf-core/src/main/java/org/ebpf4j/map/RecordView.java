// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/** Shows each record by position and limit of one buffer, which is empty between records. Not thread-safe. */
@SuppressWarnings("ReferenceEquality") // one buffer, not its bytes
final class RecordView implements RecordHandler {
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();

    private final Consumer<? super ByteBuffer> handler;
    private ByteBuffer base = ByteBuffer.allocate(0);
    private ByteBuffer view = base;

    RecordView(Consumer<? super ByteBuffer> handler) {
        this.handler = handler;
    }

    @Override
    public void accept(ByteBuffer records, int at, int length) {
        if (records != base) {
            base = records;
            view = records.duplicate();
        }
        ByteBuffer record = view;
        // The last handler may have read in another order.
        record.limit(at + length).position(at).order(NATIVE);
        try {
            handler.accept(record);
        } finally {
            record.limit(0);
        }
    }
}
