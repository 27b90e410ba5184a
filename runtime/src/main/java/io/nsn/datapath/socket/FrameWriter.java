package io.nsn.datapath.socket;

import io.nsn.datapath.Outbound;
import io.nsn.ffi.Native;
import io.nsn.ffi.Sockets;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;

/**
 * Writes messages to a connection as frames: u64 length counting the channel id, channel id, payload; many in one call.
 * Knows how much of the first frame is already written, so that none is torn. Agent's thread.
 */
final class FrameWriter {
    /** Frames of one call at most: two vectors each, of which the kernel takes 1,024. */
    static final int MAX_FRAMES = 256;

    private static final int HEADER = 12;
    private static final int CHANNEL_ID = 4;
    private static final int VECTOR = 16;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private final Outbound outbound;
    private final long headers;
    private final long vectors;
    private final long message;
    private long written;
    private long fetched;

    FrameWriter(Arena arena, Outbound outbound) {
        this.outbound = outbound;
        headers = arena.allocate(16L * MAX_FRAMES, 64).address();
        vectors = arena.allocate(2L * VECTOR * MAX_FRAMES, 64).address();
        message = arena.allocate(Sockets.MSGHDR_SIZE, 8).address();
    }

    /** A new connection: the first frame starts at its beginning again. */
    void reset() {
        written = 0;
    }

    /** Whether a frame is written in part. */
    boolean isInFrame() {
        return written > 0;
    }

    /**
     * Writes messages {@code [from, to)}, or as much of them as the connection takes.
     *
     * @return how many were finished, or {@code -errno} where nothing was taken
     */
    long write(int fd, long from, long to) {
        int frames = (int) Math.min(MAX_FRAMES, to - from);
        for (int i = 0; i < frames; i++) {
            point(i, from + i);
        }
        skipWritten();
        Native.MEMORY.set(LONG, message + 24, 2L * frames - (written >= HEADER ? 1 : 0));
        long taken = Sockets.trySendMessage(fd, message);
        if (taken < 0) {
            return taken;
        }
        written += taken;
        long position = from;
        while (position < from + frames && written >= HEADER + outbound.length(position)) {
            written -= HEADER + outbound.length(position);
            outbound.markSent(position++);
        }
        return position - from;
    }

    private void point(int index, long position) {
        long header = headers + 16L * index;
        long vector = vectors + 2L * VECTOR * index;
        Native.MEMORY.set(LONG, header, outbound.length(position) + (long) CHANNEL_ID);
        Native.MEMORY.set(ValueLayout.JAVA_INT, header + 8, outbound.channelId(position));
        Native.MEMORY.set(LONG, vector, header);
        Native.MEMORY.set(LONG, vector + 8, HEADER);
        long payload = outbound.address(position);
        // Into this core's cache: here the loads of many frames overlap, in the kernel's copying each would be waited for.
        fetched += Native.MEMORY.get(ValueLayout.JAVA_BYTE, payload);
        Native.MEMORY.set(LONG, vector + 16, payload);
        Native.MEMORY.set(LONG, vector + 24, outbound.length(position));
    }

    /** Leaves out what the first frame has on the wire already. */
    private void skipWritten() {
        boolean headerDone = written >= HEADER;
        long vector = headerDone ? vectors + VECTOR : vectors;
        long skip = headerDone ? written - HEADER : written;
        Native.MEMORY.set(LONG, message + 16, vector);
        Native.MEMORY.set(LONG, vector, Native.MEMORY.get(LONG, vector) + skip);
        Native.MEMORY.set(LONG, vector + 8, Native.MEMORY.get(LONG, vector + 8) - skip);
    }
}
