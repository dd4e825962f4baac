// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Stands before something that may be closed while other threads use it: it is let go of once the last call under way has ended. All methods may
 * be called from several threads.
 *
 * <p>Calls are counted, which takes an atomic change when a call begins and another when it ends. One call at a time may do with the first
 * ({@link #tryBeginAlone}).
 */
public final class Gate implements AutoCloseable {
    private static final VarHandle STATE;
    private static final VarHandle SINGLE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(Gate.class, "state", int.class);
            SINGLE = lookup.findVarHandle(Gate.class, "single", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int CLOSED = 1 << 31;
    /** Closed and let go of: a count that cannot come again. */
    private static final int GONE = CLOSED + (1 << 30);
    /** Much longer than a processor keeps a write to itself. */
    private static final long SETTLED_NANOS = 1_000_000;

    private final String what;
    private final Runnable afterwards;
    /** How many counted calls are under way, and the sign bit once {@link #close} was called. */
    private volatile int state;
    /** 1 while the call that is not counted is under way. */
    private volatile int single;

    /**
     * Opens a gate.
     *
     * @param what names the thing in the exception of a use after close, such as {@code ring buffer events}
     * @param afterwards lets go of the thing; runs once, when no call is under way any more and none can begin
     */
    public Gate(String what, Runnable afterwards) {
        this.what = what;
        this.afterwards = afterwards;
    }

    /**
     * Begins a call; {@link #end} must follow.
     *
     * @throws IllegalStateException after {@link #close}
     */
    public void begin() {
        if (!tryBegin()) {
            throw refused();
        }
    }

    /**
     * Begins a call, unless the gate is closed; {@link #end} must follow where it did.
     *
     * @return false after {@link #close}
     */
    public boolean tryBegin() {
        if ((int) STATE.getAndAdd(this, 1) < 0) {
            end();
            return false;
        }
        return true;
    }

    /** Ends a call. */
    public void end() {
        if ((int) STATE.getAndAdd(this, -1) - 1 == CLOSED) {
            letGo();
        }
    }

    /**
     * Begins the one call that may use what calls share, such as a buffer, without a lock; {@link #endAlone} must follow where it did.
     *
     * @return false while there is another such call, and after {@link #close}: {@link #begin} is the way then
     */
    public boolean tryBeginAlone() {
        if (!SINGLE.compareAndSet(this, 0, 1)) {
            return false;
        }
        if (state < 0) {
            endAlone();
            return false;
        }
        return true;
    }

    /** Ends the call that {@link #tryBeginAlone} began. */
    public void endAlone() {
        SINGLE.setRelease(this, 0);
        if (state < 0) {
            letGo();
        }
    }

    /**
     * Whether {@link #close} was called.
     *
     * @return true from then on
     */
    public boolean closed() {
        return state < 0;
    }

    /** What a use after close is. */
    IllegalStateException refused() {
        return new IllegalStateException(what + " is closed");
    }

    /**
     * Refuses calls from now on, and lets go as soon as none is under way. It does not wait for calls, but may take a millisecond where there is one.
     * Calling it again does nothing.
     */
    @Override
    public void close() {
        for (int now = state; now >= 0; now = state) {
            // Counted as a call itself, so that what ends last lets go.
            if (STATE.compareAndSet(this, now, (now + 1) | CLOSED)) {
                end();
                return;
            }
        }
    }

    /** Lets go where the gate is closed and no call is under way; whoever ends the last call comes here. */
    private void letGo() {
        // The call that is not counted ends by a plain write and then reads the state. It may have read it before the
        // gate was closed while its write is still on its way here. Where it does not arrive, that read is yet to come.
        for (long since = System.nanoTime(); single != 0 && System.nanoTime() - since < SETTLED_NANOS; ) {
            Thread.onSpinWait();
        }
        if (single == 0 && STATE.compareAndSet(this, CLOSED, GONE)) {
            afterwards.run();
        }
    }
}
