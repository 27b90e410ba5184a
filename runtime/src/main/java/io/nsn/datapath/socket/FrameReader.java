package io.nsn.datapath.socket;

import io.nsn.counters.Counter;
import io.nsn.counters.Counters;
import io.nsn.datapath.Inbound;
import io.nsn.ffi.Native;
import io.nsn.ffi.NativeException;
import io.nsn.ffi.Sockets;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Reads frames from a connection into private memory and delivers them in order. Agent's thread. */
final class FrameReader {
    /** What reading came to. */
    enum Status {
        /** Nothing more now. */
        DRY,
        /** A receiver has no room: the next frame waits here. */
        STALLED,
        /** The peer closed or the connection broke. */
        ENDED,
        /** The bytes are no frames. */
        WILD
    }

    private static final int LENGTH = 8;
    private static final int CHANNEL_ID = 4;
    private static final int BUFFER = 1 << 18;

    private final Inbound inbound;
    private final Counters counters;
    private final int maxMessage;
    private final long buffer;
    private final int capacity;
    private int start;
    private int end;
    private int delivered;

    FrameReader(Arena arena, int maxMessage, Inbound inbound, Counters counters) {
        this.inbound = inbound;
        this.counters = counters;
        this.maxMessage = maxMessage;
        capacity = Math.max(BUFFER, 2 * (maxMessage + LENGTH + CHANNEL_ID));
        buffer = arena.allocate(capacity, 64).address();
    }

    void reset() {
        start = 0;
        end = 0;
    }

    /** Frames delivered by the last call of {@link #read} or {@link #deliver}. */
    int delivered() {
        return delivered;
    }

    /** Receives once, then delivers all frames that are whole. */
    Status read(int fd) {
        delivered = 0;
        compact();
        long received = Sockets.tryReceive(fd, buffer + end, capacity - end);
        if (received == -NativeException.EAGAIN || received == -NativeException.EINTR) {
            return Status.DRY;
        }
        if (received <= 0) {
            return Status.ENDED;
        }
        counters.increment(Counter.RECEIVE_CALLS);
        end += (int) received;
        return deliverAll();
    }

    /** Tries again to deliver what was received already. */
    Status deliver() {
        delivered = 0;
        return deliverAll();
    }

    private Status deliverAll() {
        while (end - start >= LENGTH) {
            long length = Native.MEMORY.get(ValueLayout.JAVA_LONG_UNALIGNED, buffer + start);
            if (length < CHANNEL_ID || length > maxMessage + CHANNEL_ID) {
                return Status.WILD;
            }
            if (end - start < LENGTH + length) {
                break;
            }
            long frame = buffer + start + LENGTH;
            int channelId = Native.MEMORY.get(ValueLayout.JAVA_INT_UNALIGNED, frame);
            if (!inbound.deliver(channelId, frame + CHANNEL_ID, (int) length - CHANNEL_ID)) {
                return Status.STALLED;
            }
            delivered++;
            start += LENGTH + (int) length;
        }
        return Status.DRY;
    }

    /** Makes room behind the frame that is not whole yet. */
    private void compact() {
        if (start == end) {
            reset();
        } else if (start > 0 && capacity - end < maxMessage + LENGTH + CHANNEL_ID) {
            MemorySegment.copy(Native.MEMORY, buffer + start, Native.MEMORY, buffer, end - start);
            end -= start;
            start = 0;
        }
    }
}
