package io.nsn.shm;

import io.nsn.ffi.Native;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * The entries of a ring: two 64-bit words each, of which the first is 0 while the entry is empty. A writer fills the
 * second word, then releases the first; a reader acquires the first, reads the second and releases 0 into the first.
 *
 * <p>Positions are masked, so no entry lies outside: it is reached by its address, without the checks of a segment, of
 * which the first compiler makes several calls. Whoever unmaps the memory sees to it that nobody uses its rings any more.
 */
final class Ring {
    /** Bytes of an entry. */
    static final int ENTRY = 16;

    private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

    /** Only so that memory which is unmapped when nothing refers to it stays. */
    private final MemorySegment memory;
    private final long base;
    private final long mask;

    Ring(MemorySegment region, long offset, int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("ring capacity " + capacity + " is no power of two");
        }
        memory = region.asSlice(offset, (long) ENTRY * capacity);
        base = memory.address();
        mask = capacity - 1;
    }

    /** Address of the entry at an absolute position. */
    long at(long position) {
        return base + (position & mask) * ENTRY;
    }

    long firstAcquire(long at) {
        return (long) WORD.getAcquire(Native.MEMORY, at);
    }

    long second(long at) {
        return (long) WORD.get(Native.MEMORY, at + 8);
    }

    long secondAcquire(long at) {
        return (long) WORD.getAcquire(Native.MEMORY, at + 8);
    }

    void fill(long at, long first, long second) {
        WORD.setRelease(Native.MEMORY, at + 8, second); // release: who acquires it does not see the entry before this one
        WORD.setRelease(Native.MEMORY, at, first); // release: pairs with the reader's acquire of the first word
    }

    void clear(long at) {
        WORD.setRelease(Native.MEMORY, at, 0L); // release: the entry was read before the writer sees it empty
    }
}
