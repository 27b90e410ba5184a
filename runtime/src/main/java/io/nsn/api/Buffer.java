package io.nsn.api;

import java.lang.foreign.MemorySegment;

/**
 * A slot of shared memory, lent by the runtime: got to send, released after receiving. One thread at a time may use it,
 * and only until it is emitted or released; after that every method throws {@link IllegalStateException}.
 */
public interface Buffer extends AutoCloseable {

    /** The whole slot, of which the first {@link #length} bytes are the message. */
    MemorySegment data();

    /** Bytes of the message. */
    int length();

    /** Sets how many bytes were written; 1 to the slot's capacity. */
    Buffer length(int bytes);

    /** Gives the slot back; harmless after an emit and when called twice. */
    void release();

    /** The same as {@link #release()}. */
    @Override
    default void close() {
        release();
    }
}
