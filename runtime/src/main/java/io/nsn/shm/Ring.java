package io.nsn.shm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * The entries of a ring: two 64-bit words each, of which the first is 0 while the entry is empty. A writer fills the
 * second word, then releases the first; a reader acquires the first, reads the second and releases 0 into the first.
 */
final class Ring {
    /** Bytes of an entry. */
    static final int ENTRY = 16;

    private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

    private final MemorySegment memory;
    private final long mask;

    Ring(MemorySegment region, long offset, int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("ring capacity " + capacity + " is no power of two");
        }
        memory = region.asSlice(offset, (long) ENTRY * capacity);
        mask = capacity - 1;
    }

    /** Offset of the entry at an absolute position. */
    long at(long position) {
        return (position & mask) * ENTRY;
    }

    long firstAcquire(long at) {
        return (long) WORD.getAcquire(memory, at);
    }

    long second(long at) {
        return (long) WORD.get(memory, at + 8);
    }

    long secondAcquire(long at) {
        return (long) WORD.getAcquire(memory, at + 8);
    }

    void fill(long at, long first, long second) {
        WORD.setRelease(memory, at + 8, second); // release: who acquires it does not see the entry before this one
        WORD.setRelease(memory, at, first); // release: pairs with the reader's acquire of the first word
    }

    void clear(long at) {
        WORD.setRelease(memory, at, 0L); // release: the entry was read before the writer sees it empty
    }
}
