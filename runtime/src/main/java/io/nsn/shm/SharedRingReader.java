package io.nsn.shm;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The reading half of a ring for many threads of one process: each entry goes to one of them. The second word of an entry
 * is its position: a thread that took an entry may be slow to clear it, and once the others have gone around the ring it
 * must not look like the next one.
 */
public final class SharedRingReader {
    private final Ring ring;
    private final AtomicLong head = new AtomicLong();

    public SharedRingReader(MemorySegment region, long offset, int capacity) {
        ring = new Ring(region, offset, capacity);
    }

    /** Takes an entry's first word; 0 where the ring is empty. */
    public long poll() {
        while (true) {
            long position = head.get();
            long first = firstAt(position);
            if (first == 0) {
                if (position == head.get()) {
                    return 0;
                }
            } else if (head.compareAndSet(position, position + 1)) {
                ring.clear(ring.at(position));
                return first;
            }
        }
    }

    /** The first word of an entry further on, 0 where that was not written yet; 0 is the next to be taken. A hint only. */
    public long peek(int ahead) {
        return firstAt(head.get() + ahead);
    }

    public boolean isEmpty() {
        return firstAt(head.get()) == 0;
    }

    /** The first word of the entry at a position, 0 where that was not written yet. */
    private long firstAt(long position) {
        long at = ring.at(position);
        return ring.secondAcquire(at) == position ? ring.firstAcquire(at) : 0;
    }
}
