package io.nsn.api;

/** Sends to every sink of the same channel and application id, on other hosts and on this one. */
public interface Source extends AutoCloseable {
    int channel();

    /**
     * Borrows a buffer of at least {@code size} bytes, waiting for one; its length is set to {@code size}.
     *
     * @return the buffer; null where the session closed or the thread was interrupted while waiting
     * @throws NsnException where {@code size} is not positive or above the slot size
     */
    Buffer getBuffer(int size);

    /** As {@link #getBuffer}, but answers null at once where none is free. */
    Buffer tryGetBuffer(int size);

    /**
     * Sends a borrowed buffer, or a consumed one (an echo); it is the runtime's again.
     *
     * @return a token for {@link #outcome}
     */
    int emit(Buffer buffer);

    Outcome outcome(int token);

    @Override
    void close();
}
