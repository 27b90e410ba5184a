package io.nsn.shm;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;

/** The reading half of a ring for many threads of one process: each entry goes to one of them. */
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
            long at = ring.at(position);
            long first = ring.firstAcquire(at);
            if (first == 0) {
                if (position == head.get()) {
                    return 0;
                }
            } else if (head.compareAndSet(position, position + 1)) {
                // The position was still ours, so the writer cannot have lapped us: the entry is the one we read.
                ring.clear(at);
                return first;
            }
        }
    }

    public boolean isEmpty() {
        return ring.firstAcquire(ring.at(head.get())) == 0;
    }
}
