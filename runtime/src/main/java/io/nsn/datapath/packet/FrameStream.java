package io.nsn.datapath.packet;

import io.nsn.datapath.Outbound;
import io.nsn.ffi.Native;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Messages of an outbound queue as the octets of one connection, tcpsock's frames: u64 length counting the channel id,
 * channel id, payload, all little-endian. Any part can be asked for until it is acknowledged; so messages stay in the queue
 * until then. Agent's thread.
 */
final class FrameStream {
    static final int LENGTH = 8;
    static final int CHANNEL_ID = 4;
    static final int HEADER = LENGTH + CHANNEL_ID;
    /** Messages in flight at most; and room for so many before the first ones wait. */
    private static final int WINDOW = 8192;
    private static final int FIRST_ROOM = 128;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

    private final Outbound outbound;
    private long[] starts = new long[FIRST_ROOM];
    private final long header;
    private long first;
    private long framed;
    private long end;
    private long asked;
    private long last;

    /** @param header {@link #HEADER} octets of scratch */
    FrameStream(Outbound outbound, long header) {
        this.outbound = outbound;
        this.header = header;
    }

    /** A new connection, whose first message is the one at {@code position}. */
    void reset(long position) {
        first = position;
        framed = position;
        last = position;
        end = 0;
        asked = 0;
    }

    /** Takes up what the queue has; allocates the first time that so much waits. @return the offset behind it */
    long offer() {
        while (framed < outbound.tail() && framed - first < WINDOW) {
            if (framed - first == starts.length) {
                grow();
            }
            starts[index(framed)] = end;
            end += HEADER + outbound.length(framed++);
        }
        return end;
    }

    long end() {
        return end;
    }

    /** The first message that is not acknowledged. */
    long first() {
        return first;
    }

    /** The first message of which not every octet was asked for yet: it may be sent on another connection. */
    long firstUnsent() {
        long position = first;
        while (position < framed && starts[index(position)] + HEADER + outbound.length(position) <= asked) {
            position++;
        }
        return position;
    }

    /** Everything below {@code offset} has arrived. */
    void acknowledged(long offset) {
        while (first < framed && starts[index(first)] + HEADER + outbound.length(first) <= offset) {
            outbound.markSent(first++);
        }
    }

    /** Writes octets {@code [offset, offset + length)} to {@code to}. */
    void gather(long offset, int length, long to) {
        long position = find(offset);
        int done = 0;
        while (done < length) {
            int from = (int) (offset + done - starts[index(position)]);
            done += piece(position, from, length - done, to + done);
            if (done < length) {
                position++;
            }
        }
        last = position;
        asked = Math.max(asked, offset + length);
    }

    /** Octets of one message from its {@code from}th on. @return how many were written */
    private int piece(long position, int from, int room, long to) {
        int length = outbound.length(position);
        int done = 0;
        if (from < HEADER) {
            done = Math.min(room, HEADER - from);
            long at = done == HEADER ? to : header;
            Native.MEMORY.set(LONG, at, length + (long) CHANNEL_ID);
            Native.MEMORY.set(INT, at + LENGTH, outbound.channelId(position));
            if (at == header) {
                MemorySegment.copy(Native.MEMORY, header + from, Native.MEMORY, to, done);
            }
        }
        int skip = Math.max(0, from - HEADER);
        int payload = Math.min(room - done, length - skip);
        MemorySegment.copy(Native.MEMORY, outbound.address(position) + skip, Native.MEMORY, to + done, payload);
        return done + payload;
    }

    /** The message that has the octet at {@code offset}: mostly the last one, or the next. */
    private long find(long offset) {
        long low = first;
        long high = framed - 1;
        if (last >= first && starts[index(last)] <= offset) {
            low = last;
            if (last + 1 > high || starts[index(last + 1)] > offset) {
                return last;
            }
        }
        while (low < high) {
            long middle = low + high + 1 >>> 1;
            if (starts[index(middle)] <= offset) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private void grow() {
        long[] before = starts;
        starts = new long[2 * before.length];
        for (long position = first; position < framed; position++) {
            starts[index(position)] = before[(int) position & before.length - 1];
        }
    }

    private int index(long position) {
        return (int) position & starts.length - 1;
    }
}
