package io.nsn.datapath;

import io.nsn.ffi.Native;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** A split message being put together, in memory that is used again for the next one. Agent's thread. */
final class Assembly {
    private final long buffer;
    /** A bit for each part that is here. */
    private final long[] present;
    private boolean active;
    private long messageId;
    private int channelId;
    private int total;
    private int size;
    private int missing;
    private long progressNs;

    /** @param buffer has room for {@code maxMessage} bytes */
    Assembly(long buffer, int maxMessage) {
        this.buffer = buffer;
        present = new long[maxMessage / MessagePart.LEAST_SIZE / Long.SIZE + 1];
    }

    /** Starts a message, none of whose parts is here yet. */
    void begin(MessagePart part, long nowNs) {
        active = true;
        messageId = part.messageId();
        channelId = part.channelId();
        total = part.total();
        size = part.size();
        missing = (total - 1) / size + 1;
        progressNs = nowNs;
        Arrays.fill(present, 0, (missing - 1) / Long.SIZE + 1, 0);
    }

    boolean isActive() {
        return active;
    }

    long messageId() {
        return messageId;
    }

    int channelId() {
        return channelId;
    }

    /** Absolute address of the message. */
    long address() {
        return buffer;
    }

    int total() {
        return total;
    }

    /** When a part came last. */
    long progressNs() {
        return progressNs;
    }

    /** Whether a part with this message's id agrees with what the others said. */
    boolean fits(MessagePart part) {
        return part.channelId() == channelId && part.total() == total && part.size() == size;
    }

    /** Takes a part that fits; one that is here already changes nothing. @return whether the message is complete */
    boolean add(MessagePart part, long nowNs) {
        int word = part.index() / Long.SIZE;
        long bit = 1L << part.index();
        if ((present[word] & bit) == 0) {
            present[word] |= bit;
            missing--;
            progressNs = nowNs;
            MemorySegment.copy(Native.MEMORY, part.address(), Native.MEMORY, buffer + part.offset(), part.length());
        }
        return missing == 0;
    }

    void end() {
        active = false;
    }
}
