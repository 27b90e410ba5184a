package io.nsn.port.memory;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.nsn.ffi.Native;
import io.nsn.port.PacketPort.FrameHandler;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * One direction: a ring of frames between a thread that sends and one that receives. Head and tail are positions that
 * only grow, each on a cache line of its own.
 */
final class Wire {
    private static final VarHandle POSITION = JAVA_LONG.varHandle();
    private static final long TAIL = 0;
    private static final long HEAD = 128;
    private static final long FRAMES = 256;
    private static final int LENGTH_BYTES = 8;

    /** The automatic arena frees it with the last of the two ports, so that no end can outlive it. */
    private final MemorySegment memory;
    private final int mask;
    private final int stride;
    private final int longest;

    private long tail;
    private long head;

    /** @param frames how many may be on their way, a power of two */
    Wire(int frames, int longest) {
        if (Integer.bitCount(frames) != 1) {
            throw new IllegalArgumentException(frames + " frames: no power of two");
        }
        mask = frames - 1;
        stride = longest + LENGTH_BYTES + 63 & -64;
        this.longest = longest;
        memory = Arena.ofAuto().allocate(FRAMES + (long) frames * stride, 64);
    }

    /** Copies a frame in; false where the ring is full. Sender's thread. */
    boolean put(long headers, int headersLength, long payload, int payloadLength) {
        int length = headersLength + payloadLength;
        if (headersLength < 0 || payloadLength < 0 || length > longest) {
            throw new IllegalArgumentException("a frame of " + length + " bytes; the longest is " + longest);
        }
        if (tail - (long) POSITION.getAcquire(memory, HEAD) > mask) { // acquire: pairs with take's release
            return false;
        }
        long at = FRAMES + (tail & mask) * stride;
        memory.set(JAVA_INT, at, length);
        MemorySegment.copy(Native.MEMORY, headers, memory, at + LENGTH_BYTES, headersLength);
        MemorySegment.copy(Native.MEMORY, payload, memory, at + LENGTH_BYTES + headersLength, payloadLength);
        POSITION.setRelease(memory, TAIL, ++tail); // release: pairs with take's acquire
        return true;
    }

    /** Hands over at most {@code limit} frames. Receiver's thread. */
    int take(FrameHandler handler, int limit) {
        long end = Math.min((long) POSITION.getAcquire(memory, TAIL), head + limit); // acquire: pairs with put's release
        int taken = (int) (end - head);
        while (head < end) {
            long at = FRAMES + (head & mask) * stride;
            head++;
            try {
                handler.onFrame(memory.address() + at + LENGTH_BYTES, memory.get(JAVA_INT, at));
            } finally {
                POSITION.setRelease(memory, HEAD, head); // release: the frame was read before its place is free
            }
        }
        return taken;
    }
}
