package io.nsn.shm;

import java.lang.foreign.MemorySegment;

/** The writing half of a ring, for one thread. Its position is private. */
public final class RingWriter {
    private final Ring ring;
    private long tail;

    public RingWriter(MemorySegment region, long offset, int capacity) {
        ring = new Ring(region, offset, capacity);
    }

    public boolean hasRoom() {
        return ring.firstAcquire(ring.at(tail)) == 0;
    }

    /** As {@link #offer(long, long)}, for a {@link SharedRingReader}: the second word is the entry's position. */
    public boolean offer(long first) {
        return offer(first, tail);
    }

    /**
     * Publishes an entry.
     *
     * @param first not 0
     * @return false where the ring is full
     */
    public boolean offer(long first, long second) {
        long at = ring.at(tail);
        if (ring.firstAcquire(at) != 0) {
            return false;
        }
        ring.fill(at, first, second);
        tail++;
        return true;
    }
}
