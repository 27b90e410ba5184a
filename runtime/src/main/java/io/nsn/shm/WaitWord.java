package io.nsn.shm;

import io.nsn.ffi.Threads;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * A shared 32-bit word by which one side tells the other that it is about to sleep.
 *
 * <p>The sleeper announces itself, then looks once more for work; the other side publishes work, then looks at the
 * word. A full fence on both sides between the two makes sure that at least one of them sees the other.
 */
public final class WaitWord {
    private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();

    private final MemorySegment memory;

    public WaitWord(MemorySegment region, long offset) {
        memory = region.asSlice(offset, 4);
    }

    /** Sleeper: from now on the other side will wake us. Look for work once more after this. */
    public void announce() {
        WORD.setOpaque(memory, 0L, 1);
        VarHandle.fullFence(); // pairs with isAnnounced's: our word is out before we look for work
    }

    public void withdraw() {
        WORD.setOpaque(memory, 0L, 0);
    }

    /** Other side, after publishing work: whether somebody sleeps or is about to. */
    public boolean isAnnounced() {
        VarHandle.fullFence(); // pairs with announce's: our work is out before we look at the word
        return isSet();
    }

    /** As {@link #isAnnounced}, for a caller that has just fenced. */
    public boolean isSet() {
        return (int) WORD.getOpaque(memory, 0L) != 0;
    }

    /**
     * Sleeps on an announced word.
     *
     * @return 0 when woken, be it before this call, or a negative errno as {@link Threads#futexWait}
     */
    public int sleep(long timeoutNs) {
        return Threads.futexWait(memory.address(), 1, timeoutNs);
    }

    /** Wakes all who sleep on this word. */
    public void wake() {
        WORD.setOpaque(memory, 0L, 0);
        Threads.futexWake(memory.address(), Integer.MAX_VALUE);
    }
}
