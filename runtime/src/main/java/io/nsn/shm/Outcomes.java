package io.nsn.shm;

import io.nsn.ffi.Native;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/** What became of the last emits: one word for each token, written by the daemon, read by the application. */
public final class Outcomes {
    private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();
    private static final long SENT = 1L << 32;
    private static final long DROPPED = 2L << 32;

    /** Only so that memory which is unmapped when nothing refers to it stays. */
    private final MemorySegment memory;
    private final long base;
    private final int mask;

    /** @param region as with a {@link Ring}, not to be unmapped before the last use of this */
    public Outcomes(MemorySegment region, RegionLayout layout) {
        memory = region.asSlice(layout.outcomes(), 8L * layout.outcomeCapacity());
        base = memory.address();
        mask = layout.outcomeCapacity() - 1;
    }

    public void record(int token, boolean sent) {
        WORD.setRelease(Native.MEMORY, at(token), (sent ? SENT : DROPPED) | token & 0xffffffffL);
    }

    /** Whether the daemon is done with a token that is at most {@link #capacity} emits old. */
    public boolean isDone(int token) {
        long word = (long) WORD.getAcquire(Native.MEMORY, at(token));
        return word != 0 && (int) word == token;
    }

    /** Whether a token that is done was sent. */
    public boolean wasSent(int token) {
        return ((long) WORD.getAcquire(Native.MEMORY, at(token)) & SENT) != 0;
    }

    /** Older tokens are forgotten. */
    public int capacity() {
        return mask + 1;
    }

    private long at(int token) {
        return base + 8L * (token & mask);
    }
}
