package io.nsn.shm;

import io.nsn.ffi.Native;
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

    /** Only so that memory which is unmapped when nothing refers to it stays. */
    private final MemorySegment memory;
    private final long address;

    /** @param region as with a {@link Ring}, not to be unmapped before the last use of this */
    public WaitWord(MemorySegment region, long offset) {
        memory = region.asSlice(offset, 4);
        address = memory.address();
    }

    /** Sleeper: from now on the other side will wake us. Look for work once more after this. */
    public void announce() {
        WORD.setOpaque(Native.MEMORY, address, 1);
        VarHandle.fullFence(); // pairs with isAnnounced's: our word is out before we look for work
    }

    public void withdraw() {
        WORD.setOpaque(Native.MEMORY, address, 0);
    }

    /** Other side, after publishing work: whether somebody sleeps or is about to. */
    public boolean isAnnounced() {
        VarHandle.fullFence(); // pairs with announce's: our work is out before we look at the word
        return isSet();
    }

    /** As {@link #isAnnounced}, for a caller that has just fenced. */
    public boolean isSet() {
        return (int) WORD.getOpaque(Native.MEMORY, address) != 0;
    }

    /**
     * Sleeps on an announced word.
     *
     * @return 0 when woken, be it before this call, or a negative errno as {@link Threads#futexWait}
     */
    public int sleep(long timeoutNs) {
        return Threads.futexWait(address, 1, timeoutNs);
    }

    /** Wakes all who sleep on this word. */
    public void wake() {
        WORD.setOpaque(Native.MEMORY, address, 0);
        Threads.futexWake(address, Integer.MAX_VALUE);
    }
}
