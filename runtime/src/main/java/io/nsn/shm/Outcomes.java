package io.nsn.shm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/** What became of the last emits: one word for each token, written by the daemon, read by the application. */
public final class Outcomes {
    private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();
    private static final long SENT = 1L << 32;
    private static final long DROPPED = 2L << 32;

    private final MemorySegment memory;
    private final int mask;

    public Outcomes(MemorySegment region, RegionLayout layout) {
        memory = region.asSlice(layout.outcomes(), 8L * layout.outcomeCapacity());
        mask = layout.outcomeCapacity() - 1;
    }

    public void record(int token, boolean sent) {
        WORD.setRelease(memory, 8L * (token & mask), (sent ? SENT : DROPPED) | token & 0xffffffffL);
    }

    /** Whether the daemon is done with a token that is at most {@link #capacity} emits old. */
    public boolean isDone(int token) {
        long word = (long) WORD.getAcquire(memory, 8L * (token & mask));
        return word != 0 && (int) word == token;
    }

    /** Whether a token that is done was sent. */
    public boolean wasSent(int token) {
        return ((long) WORD.getAcquire(memory, 8L * (token & mask)) & SENT) != 0;
    }

    /** Older tokens are forgotten. */
    public int capacity() {
        return mask + 1;
    }
}
