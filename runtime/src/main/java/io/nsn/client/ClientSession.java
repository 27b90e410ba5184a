package io.nsn.client;

import io.nsn.api.Outcome;

/** The client runtime: handles, slots and waiting, without objects for messages. (Signatures first; body to come.) */
public final class ClientSession implements AutoCloseable {
    /** No slot, no message: nothing there now. */
    public static final int NONE = -1;
    /** A wait ended by a signal handler (EINTR). */
    public static final int INTERRUPTED = -2;
    /** The session is closed or the daemon is gone. */
    public static final int CLOSED = -3;

    public static ClientSession connect() {
        throw new UnsupportedOperationException();
    }

    public int applicationId() {
        throw new UnsupportedOperationException();
    }

    public boolean isOpen() {
        throw new UnsupportedOperationException();
    }

    /** The four values of nsn_options; answers the stream's handle (not negative) or throws NsnException. */
    public int createStream(int datapath, int consumption, int determinism, int reliability) {
        throw new UnsupportedOperationException();
    }

    /** The name of the stream's datapath. */
    public String datapath(int stream) {
        throw new UnsupportedOperationException();
    }

    /** @return whether the handle was known; closes its sources and sinks */
    public boolean destroyStream(int stream) {
        throw new UnsupportedOperationException();
    }

    public int createSource(int stream, int channel) {
        throw new UnsupportedOperationException();
    }

    public boolean destroySource(int source) {
        throw new UnsupportedOperationException();
    }

    public int createSink(int stream, int channel) {
        throw new UnsupportedOperationException();
    }

    public boolean destroySink(int sink) {
        throw new UnsupportedOperationException();
    }

    /** Bytes a slot holds. */
    public int slotCapacity() {
        throw new UnsupportedOperationException();
    }

    /** Slots of this session: indexes are 0 to this, exclusive. */
    public int slotCount() {
        throw new UnsupportedOperationException();
    }

    /** Absolute address of a slot's first byte. */
    public long slotAddress(int slot) {
        throw new UnsupportedOperationException();
    }

    /** A free slot or NONE / CLOSED. Never waits. */
    public int tryGetSlot() {
        throw new UnsupportedOperationException();
    }

    /** Waits until {@link #tryGetSlot} may succeed. @return 0 (try again), NONE (time passed), INTERRUPTED, CLOSED */
    public int awaitSlot(long timeoutNs) {
        throw new UnsupportedOperationException();
    }

    /**
     * Sends a slot that this caller holds.
     *
     * @return a token, not negative; -1 for an unknown source, -2 for a bad length or a slot that is not the caller's,
     *     -3 where the session is closed
     */
    public int emit(int source, int slot, int length) {
        throw new UnsupportedOperationException();
    }

    public Outcome outcome(int source, int token) {
        throw new UnsupportedOperationException();
    }

    /** Whether a message waits; false for unknown sinks. */
    public boolean dataAvailable(int sink) {
        throw new UnsupportedOperationException();
    }

    /** The next message as {@code slot << 32 | length}, or NONE / CLOSED (negative). Never waits. */
    public long tryConsume(int sink) {
        throw new UnsupportedOperationException();
    }

    /** Waits until a message may be there. @return 0 (try again), NONE (time passed), INTERRUPTED, CLOSED */
    public int awaitData(int sink, long timeoutNs) {
        throw new UnsupportedOperationException();
    }

    /** Gives a slot back. @return 1, or 0 where it was not the caller's */
    public int release(int slot) {
        throw new UnsupportedOperationException();
    }

    /** Idempotent; waiting calls of other threads end with CLOSED. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
