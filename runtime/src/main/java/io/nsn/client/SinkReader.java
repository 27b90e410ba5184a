package io.nsn.client;

import io.nsn.shm.Descriptor;
import io.nsn.shm.Region;
import io.nsn.shm.RegionLayout;
import io.nsn.shm.SharedRingReader;
import io.nsn.shm.WaitWord;
import java.lang.foreign.ValueLayout;

/** The application's side of a sink. */
final class SinkReader {
    private static final int FETCHED_AHEAD = 8;

    final SharedRingReader ring;
    final WaitWord waiting;
    private final Region region;
    private final int stream;
    private int taken;
    private byte fetched;
    private volatile boolean closed;

    SinkReader(Region region, int handle, int stream) {
        this.region = region;
        RegionLayout layout = region.layout();
        ring = new SharedRingReader(region.memory(), layout.sinkRing(handle), layout.sinkCapacity());
        waiting = new WaitWord(region.memory(), layout.sinkWait(handle));
        this.stream = stream;
    }

    /**
     * The next message's descriptor, 0 where there is none. Now and then loads the beginnings of those behind it into the
     * cache: together they take hardly longer than one alone, which each of them would take later. Any thread.
     */
    long poll() {
        long first = ring.poll();
        if (first != 0 && (taken++ & FETCHED_AHEAD - 1) == 0) {
            fetchAhead();
        }
        return first;
    }

    private void fetchAhead() {
        long next;
        for (int i = 0; i < FETCHED_AHEAD && (next = ring.peek(i)) != 0; i++) {
            fetched += region.memory().get(ValueLayout.JAVA_BYTE, region.slotOffset(Descriptor.slot(next)));
        }
    }

    int stream() {
        return stream;
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
        waiting.wake();
    }
}
