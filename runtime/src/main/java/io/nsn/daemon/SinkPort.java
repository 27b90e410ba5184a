package io.nsn.daemon;

import io.nsn.ffi.Native;
import io.nsn.shm.Descriptor;
import io.nsn.shm.RegionLayout;
import io.nsn.shm.RingWriter;
import io.nsn.shm.WaitWord;
import java.lang.foreign.MemorySegment;

/** The agent's side of a sink: puts messages into its application's slots and ring. Agent's thread only. */
final class SinkPort {
    final ApplicationPort application;
    final int channelId;
    private final RingWriter ring;
    private final Wakeup wakeup;

    SinkPort(ApplicationPort application, int handle, int channelId) {
        this.application = application;
        this.channelId = channelId;
        MemorySegment region = application.region.memory();
        RegionLayout layout = application.region.layout();
        ring = new RingWriter(region, layout.sinkRing(handle), layout.sinkCapacity());
        wakeup = new Wakeup(new WaitWord(region, layout.sinkWait(handle)));
    }

    boolean ringHasRoom() {
        return ring.hasRoom();
    }

    /** Copies a message into a free slot, which the caller made sure of, and publishes it. */
    void put(long address, int length, Wakeups wakeups) {
        int slot = application.takeReceiveSlot();
        Native.copy(address, application.region.slotAddress(slot), length);
        ring.offer(Descriptor.of(Descriptor.EMIT, slot, length));
        wakeups.add(wakeup);
    }
}
