package io.nsn.client;

import io.nsn.shm.Region;
import io.nsn.shm.RegionLayout;
import io.nsn.shm.SharedRingReader;
import io.nsn.shm.WaitWord;

/** The application's side of a sink. */
final class SinkReader {
    final SharedRingReader ring;
    final WaitWord waiting;
    private final int stream;
    private volatile boolean closed;

    SinkReader(Region region, int handle, int stream) {
        RegionLayout layout = region.layout();
        ring = new SharedRingReader(region.memory(), layout.sinkRing(handle), layout.sinkCapacity());
        waiting = new WaitWord(region.memory(), layout.sinkWait(handle));
        this.stream = stream;
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
