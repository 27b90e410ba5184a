package io.nsn.shm;

import java.lang.foreign.MemorySegment;

/** The reading half of a ring, for one thread. Its position is private. */
public final class RingReader {
    private final Ring ring;
    private long head;
    private long second;

    public RingReader(MemorySegment region, long offset, int capacity) {
        ring = new Ring(region, offset, capacity);
    }

    /** Takes an entry: its first word, 0 where the ring is empty; {@link #second()} has the other. */
    public long poll() {
        long at = ring.at(head);
        long first = ring.firstAcquire(at);
        if (first != 0) {
            second = ring.second(at);
            ring.clear(at);
            head++;
        }
        return first;
    }

    /** The second word of the entry taken last. */
    public long second() {
        return second;
    }

    public boolean isEmpty() {
        return ring.firstAcquire(ring.at(head)) == 0;
    }
}
