package io.nsn.shm;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The writing half of a ring for many threads of one process. Only for rings that cannot be full: a position is claimed
 * before its entry is looked at.
 */
public final class SharedRingWriter {
    private final Ring ring;
    private final AtomicLong tail = new AtomicLong();

    public SharedRingWriter(MemorySegment region, long offset, int capacity) {
        ring = new Ring(region, offset, capacity);
    }

    /** @param first not 0 */
    public void put(long first, long second) {
        ring.fill(ring.at(tail.getAndIncrement()), first, second);
    }
}
