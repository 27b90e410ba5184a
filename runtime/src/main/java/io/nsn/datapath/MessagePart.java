package io.nsn.datapath;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.nsn.ffi.Native;

/**
 * One part of a message that is longer than a frame, as a datagram: a header, then the part's bytes. All numbers are
 * little-endian.
 *
 * <pre>
 *    0  u32  0xFFFFFFFF where a whole message has its channel id: no channel has this one
 *    4  u32  format: "NSN1"
 *    8  u64  message id: the sender's, starting at random
 *   16  u32  channel id
 *   20  u32  total: bytes of the whole message
 *   24  u32  part size: bytes of every part but the last
 *   28  u32  offset of this part in the message, a multiple of the part size
 * </pre>
 *
 * A message of up to one frame is never sent like this: it keeps the format of INSANE 2.0. As an object this is a view,
 * to be read after {@link #wrap} has said yes and to be used again for the next part. One thread.
 */
public final class MessagePart {
    /** What a part has in the place of the channel id. */
    public static final int MARKER = -1;
    /** Bytes before the part's own. */
    public static final int HEADER = 32;
    /** A part, other than the last, has at least so many bytes: bounds the bookkeeping. */
    public static final int LEAST_SIZE = 64;

    private static final int FORMAT = 'N' | 'S' << 8 | 'N' << 16 | '1' << 24;

    private long address;
    private long messageId;
    private int channelId;
    private int total;
    private int size;
    private int offset;

    /** Writes the header of the part at {@code offset} of a message. */
    public static void writeHeader(long at, long messageId, int channelId, int total, int size, int offset) {
        Native.MEMORY.set(JAVA_INT_UNALIGNED, at, MARKER);
        Native.MEMORY.set(JAVA_INT_UNALIGNED, at + 4, FORMAT);
        Native.MEMORY.set(JAVA_LONG_UNALIGNED, at + 8, messageId);
        Native.MEMORY.set(JAVA_INT_UNALIGNED, at + 16, channelId);
        Native.MEMORY.set(JAVA_INT_UNALIGNED, at + 20, total);
        Native.MEMORY.set(JAVA_INT_UNALIGNED, at + 24, size);
        Native.MEMORY.set(JAVA_INT_UNALIGNED, at + 28, offset);
    }

    /**
     * Reads a datagram's header.
     *
     * @return whether it is a part: its place is one that a message of its total and part size has, and it fills it
     */
    public boolean wrap(long datagram, int length) {
        if (length <= HEADER || Native.MEMORY.get(JAVA_INT_UNALIGNED, datagram) != MARKER
                || Native.MEMORY.get(JAVA_INT_UNALIGNED, datagram + 4) != FORMAT) {
            return false;
        }
        address = datagram + HEADER;
        messageId = Native.MEMORY.get(JAVA_LONG_UNALIGNED, datagram + 8);
        channelId = Native.MEMORY.get(JAVA_INT_UNALIGNED, datagram + 16);
        total = Native.MEMORY.get(JAVA_INT_UNALIGNED, datagram + 20);
        size = Native.MEMORY.get(JAVA_INT_UNALIGNED, datagram + 24);
        offset = Native.MEMORY.get(JAVA_INT_UNALIGNED, datagram + 28);
        return channelId != MARKER && size >= LEAST_SIZE && total > size && offset >= 0 && offset < total
                && offset % size == 0 && length - HEADER == length();
    }

    /** Absolute address of the part's bytes. */
    long address() {
        return address;
    }

    /** Bytes of this part. */
    int length() {
        return Math.min(size, total - offset);
    }

    long messageId() {
        return messageId;
    }

    int channelId() {
        return channelId;
    }

    int total() {
        return total;
    }

    int size() {
        return size;
    }

    int offset() {
        return offset;
    }

    /** The part's number in its message. */
    int index() {
        return offset / size;
    }
}
