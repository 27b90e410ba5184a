package io.nsn.datapath.packet;

import static io.nsn.datapath.packet.FrameStream.CHANNEL_ID;
import static io.nsn.datapath.packet.FrameStream.LENGTH;

import io.nsn.datapath.Inbound;
import io.nsn.ffi.Native;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Makes messages of a connection's octets. A frame that lies in one piece is delivered from where it lies; one that comes in
 * several is put together first. Agent's thread.
 */
final class FrameAssembler {
    private static final int WILD = -1;
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;

    private final Inbound inbound;
    private final int maxMessage;
    private final long partial;
    private int held;
    private boolean refused;

    /** @param partial room for the longest frame: {@link #room} octets */
    FrameAssembler(Inbound inbound, int maxMessage, long partial) {
        this.inbound = inbound;
        this.maxMessage = maxMessage;
        this.partial = partial;
    }

    static long room(int maxMessage) {
        return (long) LENGTH + CHANNEL_ID + maxMessage;
    }

    void reset() {
        held = 0;
    }

    /** @return how many octets were taken: fewer where a receiver has no room; -1 where they are no frames */
    int receive(long address, int length) {
        refused = false;
        int at = 0;
        while (at < length && !refused) {
            int took = held == 0 ? whole(address + at, length - at) : part(address + at, length - at);
            if (took == WILD) {
                return WILD;
            }
            at += took;
        }
        return at;
    }

    /** A frame's beginning is at {@code address}: delivers it from there if all of it is. */
    private int whole(long address, int available) {
        if (available < LENGTH) {
            return part(address, available);
        }
        long length = Native.MEMORY.get(WORD, address);
        if (isWild(length)) {
            return WILD;
        }
        int frame = (int) length + LENGTH;
        if (available < frame) {
            return part(address, available);
        }
        refused = !deliver(address, frame);
        return refused ? 0 : frame;
    }

    /** Puts octets behind those that are held. The last one of a frame that is refused is not taken, so that it comes again. */
    private int part(long address, int available) {
        int goal = held < LENGTH ? LENGTH : (int) Native.MEMORY.get(WORD, partial) + LENGTH;
        int took = Math.min(available, goal - held);
        MemorySegment.copy(Native.MEMORY, address, Native.MEMORY, partial + held, took);
        held += took;
        if (held < goal) {
            return took;
        }
        if (goal == LENGTH) {
            return isWild(Native.MEMORY.get(WORD, partial)) ? WILD : took;
        }
        refused = !deliver(partial, goal);
        held = refused ? held - 1 : 0;
        return refused ? took - 1 : took;
    }

    private boolean deliver(long frame, int length) {
        int channelId = Native.MEMORY.get(ValueLayout.JAVA_INT_UNALIGNED, frame + LENGTH);
        return inbound.deliver(channelId, frame + LENGTH + CHANNEL_ID, length - LENGTH - CHANNEL_ID);
    }

    private boolean isWild(long length) {
        return length < CHANNEL_ID || length > maxMessage + CHANNEL_ID;
    }
}
